"""The desk in a real browser: what a server test cannot see."""

from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.live_server import LiveServer
from tests.photos import phone_photo
from tests.wire import Wire


def test_a_second_click_does_not_approve_the_next_record_unread(
    server: LiveServer, desk: Page
) -> None:
    wire = Wire(server)
    for seed in (1, 2, 3):
        photo = phone_photo(320, 240, seed=seed)
        sealed = wire.phone.record(photo)
        wire.put(sealed)
        assert wire.create(sealed, photo)[0] == 201
    steps.sign_in_at_the_desk(desk, "leader1")
    desk.get_by_test_id("queue-row").first.click()
    button = desk.get_by_test_id("approve")
    desk.wait_for_timeout(1000)  # reading

    button.dblclick()
    expect(desk.get_by_test_id("decided")).to_be_visible()
    button.click()  # the impatient third click lands on the next record

    desk.goto("/r/")
    expect(desk.get_by_test_id("queue-row")).to_have_count(2)
