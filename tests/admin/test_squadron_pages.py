"""Squadrons: listed with their people, made, renamed."""

from app.accounts import queries
from tests import factories
from tests.accounts.people import disable
from tests.audit.leaves import leaves_of
from tests.conftest import SignedIn


def test_squadrons_are_listed_with_how_many_work_there(admin: SignedIn) -> None:
    factories.person(squadron="Second")
    disable(factories.person(squadron="Second"))

    page = admin.get("/a/squadrons").text

    second = page[page.index("Second</a>") :]
    assert second.index('"Active people">1</td>') < second.index("</tr>")


def test_a_squadron_is_made(admin: SignedIn) -> None:
    answer = admin.post("/a/squadrons", data={"name": " Night squadron "})

    assert answer.status_code == 303
    assert "Night squadron saved." in admin.get(answer.location).text
    assert queries.squadron_by_name("Night squadron") is not None
    assert [leaf["actor"] for leaf in leaves_of("squadron.created")] == [admin.person.actor]


def test_a_squadron_is_renamed(admin: SignedIn) -> None:
    person = factories.person(squadron="Second")

    answer = admin.post(f"/a/squadrons/{person.squadron_id}", data={"name": "Third"})

    assert answer.status_code == 303
    assert queries.squadron_by_name("Second") is None
    assert [leaf["entity"] for leaf in leaves_of("squadron.renamed")] == [
        f"squadron/{person.squadron_id}"
    ]


def test_a_name_in_use_or_none_is_refused_at_its_field(admin: SignedIn) -> None:
    person = factories.person(squadron="Second")
    one = f"/a/squadrons/{person.squadron_id}"
    taken = {"name": admin.person.squadron.name}

    for address in ("/a/squadrons", one):
        answer = admin.post(address, data=taken)
        assert answer.status_code == 409
        assert '<a href="#name">There is a squadron called' in answer.text
        answer = admin.post(address, data={"name": " "})
        assert answer.status_code == 422
        assert '<a href="#name">Enter a name for the squadron.' in answer.text
        assert "<title>Error:" in answer.text


def test_the_page_to_rename_shows_the_name(admin: SignedIn) -> None:
    page = admin.get(f"/a/squadrons/{admin.person.squadron_id}").text

    assert f'value="{admin.person.squadron.name}"' in page
