"""After a restore a photo may be expected again and an epoch begins; the log must tell of both."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import insert

from app.audit.log import EPOCHS, Event
from app.core import clock
from app.evidence import actions as evidence
from app.evidence import queries as photos
from app.extensions import begin_write, db
from app.operations import verification
from tests.audit.growing import sign
from tests.audit.tampered import broken, tamper
from tests.phone import Phone, Sealed
from tests.sync.photo import PHOTO

restored = Event("log.restored", frozenset({"epoch"}))


def test_a_photo_that_is_expected_again_after_a_restore_is_no_finding(
    app: Flask, officer_with_photo: tuple[Phone, Sealed]
) -> None:
    officer, sealed = officer_with_photo
    _reopen(sealed)
    sign()
    assert verification.verify().log.counts["photos"] == 0

    assert officer.create(sealed, 0, PHOTO).status_code == 201

    assert verification.verify().log.counts["photos"] == 1


@pytest.mark.usefixtures("english")
def test_a_photo_that_is_expected_again_without_a_leaf_is_one(
    app: Flask, officer_with_photo: tuple[Phone, Sealed]
) -> None:
    _officer, sealed = officer_with_photo
    tamper(
        "UPDATE photos SET state = 'expected', log_index = NULL, receipt = NULL, stored_ms = NULL"
    )

    assert broken().what == f"nothing is kept of what it tells (photos/{sealed['photos'][0]['id']})"


@pytest.fixture
def officer_with_photo(phone: Callable[..., Phone]) -> tuple[Phone, Sealed]:
    """A phone that has delivered a record with a photo."""
    officer = phone()
    return officer, officer.deliver(PHOTO)


def _reopen(sealed: Sealed) -> None:
    """What a restore does when the original is gone."""
    photo_id = sealed["photos"][0]["id"]
    begin_write()
    photo = photos.photo_to_change(photo_id)
    assert photo is not None
    evidence.reopen(photo, actor="system")
    db.session.commit()
    evidence.store().path(photo_id, photo.sha256).unlink()


def _begin_epoch(epoch: int, *, told: int | None) -> None:
    begin_write()
    if told is not None:
        restored.record(actor="system", entity="log", epoch=told)
    db.session.execute(insert(EPOCHS), {"epoch": epoch, "began_ms": clock.now_ms()})
    db.session.commit()


def test_an_epoch_begins_with_a_restore_that_the_log_tells_of(app: Flask, worked: Sealed) -> None:
    _begin_epoch(4, told=4)
    sign()

    assert verification.verify().log.counts["restores"] == 1


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("told", [None, 3])
def test_an_epoch_that_the_log_does_not_tell_of_is_found(
    app: Flask, worked: Sealed, told: int | None
) -> None:
    _begin_epoch(2, told=told)

    assert broken().where == "epoch 2"
