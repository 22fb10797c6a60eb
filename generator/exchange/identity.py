"""Headings of what tells who somebody is.

Nothing is left out *because* of this list: whatever is not mapped stays out. It sorts the
report, and what is on it comes in by an explicit line of the map alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from generator.exchange.plain_words import norm
from generator.exchange.source import Heading
from generator.exchange.tool import is_time

_WORDS = {
    "names": (
        "name,full name,first name,last name,surname,family name,given name,forename,"
        "preferred name,your name,your full name,enter your name,what is your name,"
        "what is your full name,name first,name last,username,user name,user,"
        "recipientfirstname,recipientlastname,"
        "recipient first name,recipient last name,submitter,submittername,"
        "submitted by,_submitted_by,submitterid,enumerator,deviceid,device id,"
        "enw,enw llawn,vorname,nachname,nom,prénom,nom complet,nombre,apellido,apellidos,nome,"
        "cognome,sobrenome,naam,voornaam,achternaam,imię,nazwisko,imię i nazwisko,namn,navn,nimi,"
        "enw defnyddiwr,nutzername,nom d'utilisateur,nombre de usuario,nome utente,"
        "nome de usuário,gebruikersnaam,nazwa użytkownika,"
        "jméno,nume,ad,isim,имя,фамилия,名前,氏名,姓名,이름,الاسم,שם,नाम,نام"
    ),
    "email addresses": (
        "email,e-mail,mail,email address,e-mail address,recipientemail,recipient email,"
        "your email,your email address,what is your email,what is your email address,work email,"
        "ebost,e-bost,cyfeiriad e-bost,e-mail-adresse,adresse e-mail,"
        "adresse électronique,"
        "adresse de messagerie,adresse mail,courriel,posta elettronica,endereço de email,"
        "correo electrónico,correo,dirección de correo electrónico,"
        "endereço de e-mail,indirizzo email,e-mailadres,adres e-mail,e-postadress,e-post,"
        "sähköposti,メール,メール アドレス,电子邮件,電子郵件,이메일,البريد الإلكتروني,"
        "адрес электронной почты,электронная почта"
    ),
    "telephones and addresses": (
        "phone,phone number,telephone,telephone number,mobile,mobile number,phonenumber,"
        "phone_number,username_phone,simserial,simid,sim_id,subscriberid,subscriber_id,"
        "address,home address,postcode,post code,zip,zip code,ffôn,rhif ffôn,cyfeiriad,telefon,"
        "téléphone,teléfono,telefono,adresse,dirección,indirizzo,adres"
    ),
    "births and staff numbers": (
        "date of birth,birth date,birthday,dob,staff number,staff id,payroll number,payroll,"
        "employee number,employee id,esr number,nhs number,gmc number,nmc pin,registration number,"
        "dyddiad geni,geburtsdatum,date de naissance,fecha de nacimiento,data di nascita"
    ),
    "addresses on the internet and places": (
        "ip address,ipaddress,ipaddr,ip,recorded ip,ip-adresse,adresse ip,dirección ip,"
        "cyfeiriad ip,indirizzo ip,endereço ip,adres ip,ip-adres,ip-adress,"
        "location latitude,location longitude,locationlatitude,locationlongitude,latitude,"
        "longitude,location,geolocation,location accuracy,_geolocation,_geolocation_latitude,"
        "_geolocation_longitude,userlanguage browser,device,browser,"
        "refurl,referrer url,referer,url référente,weiterleitungs-url,url de referencia,"
        "url di riferimento,verwijzer url,token,access code,zugangsschlüssel,zugangscode,"
        "externalreference,external reference,"
        "external data reference,externaldatareference,responseid,response id,responseset"
    ),
}
_KINDS = {word: kind for kind, words in _WORDS.items() for word in words.split(",")}
_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]{2,}")
_ADDRESS = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}|(?:[0-9a-f]{1,4}:){4,7}[0-9a-f]{1,4}", re.I)
_PHONE = re.compile(r"(?=(?:\D*\d){10})\+?[\d ()/-]{9,18}\d", re.ASCII)
#: Of the filled cells at least so many of 100 look like somebody's address or number.
_MANY = 50


def identity_kind(heading: str) -> str:
    """Return what a heading asks for where that tells who somebody is; or nothing.

    >>> identity_kind("Telephone_2"), identity_kind("Name 1 thing that you learned.")
    ('telephones and addresses', '')
    """
    plain = norm(heading)
    words = plain.replace("_", " ").strip()
    spelt = (plain, plain.rpartition("/")[2], words, words.rstrip(" 0123456789"))
    return next((_KINDS[one] for one in spelt if one in _KINDS), "")


def looks_personal(cells: Iterable[str]) -> str:
    """Return what most of the filled cells of a column are; or nothing.

    >>> looks_personal(["a.b@trust.example", "", "c@d.org"]), looks_personal(["fine", "a@b.org x"])
    ('email addresses', '')
    """
    filled = [cell for cell in cells if cell]
    for what, pattern in (
        ("email addresses", _EMAIL),
        ("addresses on the internet", _ADDRESS),
        ("telephone numbers", _PHONE),
    ):
        many = sum(bool(pattern.fullmatch(cell)) for cell in filled)
        if filled and many * 100 >= len(filled) * _MANY:
            return what
    return ""


def is_no_heading(text: str) -> bool:
    """Tell whether a heading looks like somebody's answer, as in a file without headings.

    >>> is_no_heading("jo@trust.example"), is_no_heading("2026-05-11 09:00"), is_no_heading("Tea?")
    (True, True, False)
    """
    found = _EMAIL.search(text) or _ADDRESS.fullmatch(text) or _PHONE.fullmatch(text)
    return bool(found) or is_time(text)


def heading_in_words(heading: Heading) -> str:
    """Return a heading; of one that looks like somebody's answer only its place."""
    hidden = not heading.name or is_no_heading(heading.name)
    return f"(column {heading.place + 1})" if hidden else heading.name
