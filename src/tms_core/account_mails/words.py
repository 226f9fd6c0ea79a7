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
    "Change password": "Alterar palavra-passe",
    "Choose a password": "Escolher palavra-passe",
    "Confirm address": "Confirmar endereço",
    "Confirm your new e-mail address": "Confirme o seu novo endereço de e-mail",
    "Hello {name},": "Olá {name},",
    "If it was not you, ask an admin for help at once.": "Se não foi você, peça já ajuda a um administrador.",
    "If it was not you, change your password at once. This also stops the change of address.": (
        "Se não foi você, altere já a sua palavra-passe. Isso também cancela a alteração do endereço."
    ),
    "If it was not you, choose a new password at once.": "Se não foi você, escolha já uma nova palavra-passe.",
    "If it was not you, ignore this mail: your password stays as it is.": (
        "Se não foi você, ignore esta mensagem: a sua palavra-passe fica como está."
    ),
    "If it was you, ask an admin which of the two accounts you should use.": (
        "Se foi você, pergunte a um administrador qual das duas contas deve usar."
    ),
    "If it was you, there is nothing to do.": "Se foi você, não tem de fazer nada.",
    "If it was not you, change your password at once. This also signs out all other devices.": (
        "Se não foi você, altere já a sua palavra-passe. Isso também termina o acesso em todos os outros dispositivos."
    ),
    "If you did not ask for this, ignore this mail.": "Se não pediu isto, ignore esta mensagem.",
    "Device": "Dispositivo",
    "New sign-in from {device}": "Novo acesso a partir de {device}",
    "New sign-in to your account": "Novo acesso à sua conta",
    "Network address": "Endereço de rede",
    "Your password was used to sign in to your account {username} from a new device or network.": (
        "A sua palavra-passe foi usada para entrar na sua conta {username} a partir de um novo dispositivo ou de uma nova rede."
    ),
    "When": "Quando",
    "an unknown device": "um dispositivo desconhecido",
    "{browser} on {system}": "{browser} em {system}",
    "New address": "Novo endereço",
    "Old address": "Endereço anterior",
    "Please confirm that {address} is the new e-mail address of your account {username}.": (
        "Confirme que {address} é o novo endereço de e-mail da sua conta {username}."
    ),
    "Sign in": "Entrar",
    "Somebody asked for a new password for your account {username}.": (
        "Alguém pediu uma nova palavra-passe para a sua conta {username}."
    ),
    "Somebody asked to use your e-mail address for another account. Nothing has changed: it stays the address of your account {username}.": (
        "Alguém pediu para usar o seu endereço de e-mail noutra conta. Nada mudou: continua a ser o endereço da sua conta {username}."
    ),
    "Somebody is guessing your password": "Alguém está a tentar adivinhar a sua palavra-passe",
    "Somebody wanted to use your e-mail address": "Alguém quis usar o seu endereço de e-mail",
    "Somebody who knows your password asked for another e-mail address for your account {username}. It changes once the link that was sent to the new address has been followed.": (
        "Alguém que sabe a sua palavra-passe pediu outro endereço de e-mail para a sua conta {username}. O endereço só muda "
        "quando for aberta a ligação enviada para o novo."
    ),
    "The e-mail address of your account {username} was changed.": (
        "O endereço de e-mail da sua conta {username} foi alterado."
    ),
    "The link works once, for 24 hours. Until you follow it, nothing changes.": (
        "A ligação funciona uma vez, durante 24 horas. Até a abrir, nada muda."
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
    "Your e-mail address is to be changed": "O seu endereço de e-mail vai ser alterado",
    "Your password was changed": "A sua palavra-passe foi alterada",
    "{actor} has invited you.": "{actor} enviou-lhe um convite.",
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
