"""The words of mails in the languages of the product. The English text is the key, so that code reads like the letter."""

from collections.abc import Mapping

from tms_core.organisation.model import Language

PORTUGUESE: Mapping[str, str] = {
    "An admin had this mail sent.": "Um administrador pediu o envio desta mensagem.",
    "Choose which mails you get": "Escolher as mensagens que recebe",
    "Mail works": "O correio funciona",
    "This is a test. If you can read it, this installation can send mail.": (
        "Isto é um teste. Se consegue lê-lo, esta instalação consegue enviar correio."
    ),
    "before": "antes",
}


def translated(english: str, language: Language, words: Mapping[str, str] = PORTUGUESE, **values: str) -> str:
    """A sentence in a language, with ``{name}`` replaced by the value of that name, whatever it contains.

    Raises ``KeyError`` for a sentence without a translation.
    """
    sentence = english if language is Language.ENGLISH else words[english]
    return sentence.format_map(values) if values else sentence
