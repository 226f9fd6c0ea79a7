"""The words of mails about what happens, in the languages of the product. The English text is the key.

European Portuguese, formal, and without deciding whether the reader is a man or a woman.
"""

from collections.abc import Callable, Mapping

from tms_core.mail.words import translated
from tms_core.organisation.model import Language

PORTUGUESE: Mapping[str, str] = {
    "Address": "Endereço",
    "Attendance is missing: {session}": "Faltam presenças: {session}",
    "Cancelled: {session}": "Cancelada: {session}",
    "Changed: {session}": "Alterada: {session}",
    "Join online": "Participar online",
    "Link": "Ligação",
    "Mail server": "Servidor de correio",
    "Moved: {session}": "Remarcada: {session}",
    "New link: {session}": "Nova ligação: {session}",
    "New place: {session}": "Novo local: {session}",
    "New session: {session}": "Nova sessão: {session}",
    "New trainer or trainee": "Novo formador ou formando",
    "New trainer: {session}": "Mudança de formador: {session}",
    "Note": "Nota",
    "Open the profile": "Abrir o perfil",
    "Open the session": "Abrir a sessão",
    "Reason": "Motivo",
    "Record attendance": "Registar presenças",
    "Reminder: {session}": "Lembrete: {session}",
    "Renamed: {session}": "Novo nome: {session}",
    "Reply: {session}": "Resposta: {session}",
    "Somebody gets no mail": "Há uma pessoa que não recebe correio",
    "The mail server refuses this address. Nothing more is sent there until it changes.": (
        "O servidor de correio recusa este endereço. Nada mais é enviado para lá até ele mudar."
    ),
    "Takes place after all: {session}": "Afinal realiza-se: {session}",
    "This session is over, but attendance has not been recorded for everybody.": (
        "Esta sessão já terminou, mas ainda há presenças por registar."
    ),
    "This session starts in {days} days, {at}.": "Esta sessão começa daqui a {days} dias, {at}.",
    "This session starts today {at}.": "Esta sessão começa hoje {at}.",
    "This session starts tomorrow {at}.": "Esta sessão começa amanhã {at}.",
    "This session was cancelled.": "Esta sessão foi cancelada.",
    "This session was changed.": "Esta sessão foi alterada.",
    "This session was given to another trainer.": "Esta sessão passou para outra pessoa.",
    "This session was moved to another place.": "Esta sessão mudou de local.",
    "This session was moved.": "Esta sessão foi remarcada.",
    "This session was reopened.": "Esta sessão foi reaberta.",
    "This session was renamed.": "Esta sessão mudou de nome.",
    "The link to this session was changed.": "A ligação para esta sessão mudou.",
    "Times are in the {zone} time zone.": "As horas indicadas são as do fuso horário {zone}.",
    "Title": "Título",
    "Trainer": "Formador",
    "When": "Quando",
    "Where": "Local",
    "You get this because you are an admin.": "Recebe esta mensagem porque administra o sistema.",
    "You get this because you have a new trainee.": (
        "Recebe esta mensagem porque passou a acompanhar mais uma pessoa."
    ),
    "You get this because you have a new trainer.": (
        "Recebe esta mensagem porque há outra pessoa a acompanhar a sua formação."
    ),
    "You get this because you lead this session.": "Recebe esta mensagem porque orienta esta sessão.",
    "You get this because you led this session.": "Recebe esta mensagem porque orientava esta sessão.",
    "You get this because you take part in this session.": "Recebe esta mensagem porque participa nesta sessão.",
    "You get this because you took part in this session.": (
        "Recebe esta mensagem porque participava nesta sessão."
    ),
    "You lead a new session.": "Vai orientar uma nova sessão.",
    "You lead: {session}": "Vai orientar: {session}",
    "You no longer lead: {session}": "Já não orienta: {session}",
    "You no longer take part: {session}": "Já não participa: {session}",
    "You were added to this session.": "O seu nome foi acrescentado a esta sessão.",
    "You were taken off this session.": "O seu nome foi retirado desta sessão.",
    "none": "nenhuma",
    "not set": "por definir",
    "{actor} added you to this session.": "{actor} acrescentou o seu nome a esta sessão.",
    "{actor} assigned {name} to you.": "{actor} pediu-lhe que acompanhe {name}.",
    "{actor} asked {name} to look after your training.": "{actor} pediu a {name} que acompanhe a sua formação.",
    "{actor} cancelled this session.": "{actor} cancelou esta sessão.",
    "{actor} changed the link to this session.": "{actor} mudou a ligação para esta sessão.",
    "{actor} changed this session.": "{actor} alterou esta sessão.",
    "{actor} gave this session to another trainer.": "{actor} passou esta sessão para outra pessoa.",
    "{actor} gave you this session to lead.": "{actor} atribuiu-lhe esta sessão.",
    "{actor} moved this session to another place.": "{actor} mudou o local desta sessão.",
    "{actor} moved this session.": "{actor} remarcou esta sessão.",
    "{actor} renamed this session.": "{actor} mudou o nome desta sessão.",
    "{actor} reopened this session.": "{actor} reabriu esta sessão.",
    "{actor} took you off this session.": "{actor} retirou o seu nome desta sessão.",
    "{name} can come after all.": "{name} afinal pode comparecer.",
    "{name} can come after all: {session}": "{name} afinal pode comparecer: {session}",
    "{name} cannot come.": "{name} não pode comparecer.",
    "{name} cannot come: {session}": "{name} não pode comparecer: {session}",
    "{name} gets no mail": "{name} não recebe correio",
    "{name} is now your trainee": "Passa a acompanhar {name}",
    "{name} is now your trainer": "{name} passa a acompanhar a sua formação",
    "{name} is your trainee from now on.": "A partir de agora, acompanha {name}.",
    "{name} looks after your training from now on.": "A partir de agora, {name} acompanha a sua formação.",
}


def words_for(language: Language) -> Callable[..., str]:
    """A function that says an English sentence in ``language``."""

    def say(english: str, **values: str) -> str:
        return translated(english, language, PORTUGUESE, **values)

    return say
