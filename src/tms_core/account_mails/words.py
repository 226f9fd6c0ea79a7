"""The words of mails about accounts."""

from collections.abc import Callable, Mapping

from tms_core.mail.model import Reader
from tms_core.mail.words import translated
from tms_core.organisation.model import Language

PORTUGUESE: Mapping[str, str] = {
    "A new password for your account": "Uma nova palavra-passe para a sua conta",
    "An admin gave your account a temporary password": "Um administrador deu à sua conta uma palavra-passe temporária",
    "An admin gave your account a temporary password. You choose your own when you next sign in.": (
        "Um administrador deu à sua conta uma palavra-passe temporária. Na próxima vez que entrar, escolhe a sua."
    ),
    "Choose a password": "Escolher palavra-passe",
    "Hello {name},": "Olá {name},",
    "If it was not you, ask an admin for help at once.": "Se não foi você, peça já ajuda a um administrador.",
    "If it was not you, choose a new password at once.": "Se não foi você, escolha já uma nova palavra-passe.",
    "If it was not you, ignore this mail: your password stays as it is.": (
        "Se não foi você, ignore esta mensagem: a sua palavra-passe fica como está."
    ),
    "New address": "Novo endereço",
    "Old address": "Endereço anterior",
    "Sign in": "Entrar",
    "Somebody asked for a new password for your account {username}.": (
        "Alguém pediu uma nova palavra-passe para a sua conta {username}."
    ),
    "Somebody is guessing your password": "Alguém está a tentar adivinhar a sua palavra-passe",
    "The e-mail address of your account {username} was changed.": (
        "O endereço de e-mail da sua conta {username} foi alterado."
    ),
    "The link works once, for 14 days.": "A ligação funciona uma vez, durante 14 dias.",
    "The link works once, for 30 minutes.": "A ligação funciona uma vez, durante 30 minutos.",
    "The password of your account {username} was changed.": (
        "A palavra-passe da sua conta {username} foi alterada."
    ),
    "There were {count} failed attempts in a row to sign in to your account {username}. Nobody got in.": (
        "Houve {count} tentativas falhadas seguidas de entrar na sua conta {username}. Ninguém entrou."
    ),
    "You can sign in as {username} once you have chosen a password.": (
        "Pode entrar como {username} assim que escolher uma palavra-passe."
    ),
    "You get this because it concerns the security of your account.": (
        "Recebe esta mensagem porque diz respeito à segurança da sua conta."
    ),
    "Your e-mail address was changed": "O seu endereço de e-mail foi alterado",
    "Your password was changed": "A sua palavra-passe foi alterada",
    "{organisation} invites you": "Convite de {organisation}",
}


def words_for(language: Language) -> Callable[..., str]:
    """A function that says an English sentence in ``language``."""

    def say(english: str, **values: str) -> str:
        return translated(english, language, PORTUGUESE, **values)

    return say


def said_to(reader: Reader) -> Callable[..., str]:
    """A function that says an English sentence in the reader's language."""
    return words_for(reader.language)
