"""Whoever asks for a link, or for an address, cannot tell by time who has an account: the same statements run either way."""

from __future__ import annotations

from dataclasses import replace

from tests.core.organisation import PASSWORD, as_actor
from tests.stores.conftest import Organisation, Recorder
from tms_core.account_mails.model import ForgottenPassword
from tms_core.account_mails.use_cases import forgot_password
from tms_core.actor import SYSTEM, Client
from tms_core.auth.model import SignIn
from tms_core.auth.sign_in import sign_in
from tms_core.unit_of_work import MailSettings
from tms_core.users.model import UserChanges, UserStatus
from tms_core.users.use_cases import update_user


def statements(recorder: Recorder) -> list[str]:
    ran = [sql for sql, _ in recorder.ran]
    recorder.ran.clear()
    return ran


async def test_a_link_for_a_forgotten_password_is_as_much_work_for_nobody(
    own_organisation: Organisation, recorder: Recorder
) -> None:
    app, (user, former) = own_organisation.world.app, own_organisation.trainees[:2]
    await app.run(update_user, SYSTEM, former.id, UserChanges(status=UserStatus.DEACTIVATED))
    recorder.ran.clear()
    done = []
    for name in (user.username, user.email, "nobody", "nobody@example.org", former.username, ""):
        forgotten = ForgottenPassword(username=name)
        await forgot_password(app, forgotten, "192.0.2.1", Client(address="192.0.2.1"))
        done.append(statements(recorder))
    assert done == [done[0]] * 6
    assert not any("users" in sql for sql in done[0])


async def test_an_address_that_somebody_has_is_as_much_work_as_a_free_one(
    own_organisation: Organisation, recorder: Recorder
) -> None:
    app, user, owner = (
        own_organisation.world.app,
        await own_organisation.world.trainee(username="asks", email="asks@example.org"),
        own_organisation.trainees[2],
    )
    app.services = replace(app.services, mail=MailSettings(public_url="https://tms.test"))
    done = []
    for address in ("first@example.org", owner.email, "free@example.org"):
        changes = UserChanges(email=address, current_password=PASSWORD)
        recorder.ran.clear()
        changed = await app.run(update_user, as_actor(user), user.id, changes)
        assert changed.pending_email == address
        done.append(statements(recorder))
    assert done[0] == done[1] == done[2]


async def test_a_sign_in_from_a_known_device_reads_its_devices_and_writes_none(
    own_organisation: Organisation, recorder: Recorder
) -> None:
    app, user = (
        own_organisation.world.app,
        await own_organisation.world.trainee(username="ana", email="ana@example.org"),
    )
    attempt = SignIn(username=user.username, password=PASSWORD)
    client = Client(address="192.0.2.1", agent="Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Firefox/143.0")
    await sign_in(app, attempt, "192.0.2.1", client)
    recorder.ran.clear()
    await sign_in(app, attempt, "192.0.2.1", client)
    about_devices = [sql for sql in statements(recorder) if "known_devices" in sql]
    assert len(about_devices) == 1
    assert about_devices[0].startswith("SELECT")
