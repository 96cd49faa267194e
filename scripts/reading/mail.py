"""A message as its readers give it, whatever program wrote it."""

from __future__ import annotations

from dataclasses import dataclass, field
from email.encoders import encode_base64
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText


@dataclass(slots=True)
class Attached:
    """name and declared type are what the sender's program said, and may be empty or wrong."""

    name: str
    declared: str
    content: bytes


@dataclass(slots=True)
class Body:
    """One text, in one or both of its forms."""

    plain: str = ""
    html: str = ""


@dataclass(slots=True)
class Mail:
    headers: list[tuple[str, str]]
    bodies: list[Body] = field(default_factory=list)
    attached: list[Attached] = field(default_factory=list)
    # Names of the pictures that stand within the text.
    pictures: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


def as_eml(mail: Mail) -> bytes:
    """The message in the form that every program reads: the same bytes for the same message."""
    whole = MIMEMultipart("mixed", boundary="=_whole")
    for name, value in mail.headers:
        whole[name] = Header(value, "utf-8")
    for n, body in enumerate(mail.bodies):
        both = MIMEMultipart("alternative", boundary=f"=_body{n}")
        for text, form in ((body.plain, "plain"), (body.html, "html")):
            if text:
                both.attach(MIMEText(text.encode("utf-8", "replace").decode(), form, "utf-8"))
        whole.attach(both)
    for file in mail.attached:
        part = MIMEBase(*(file.declared.split("/") if file.declared.count("/") == 1 else ("application", "octet-stream")))
        if part.get_content_maintype() in ("message", "multipart", "text"):
            part = MIMEBase("application", "octet-stream")
        part.set_payload(file.content)
        encode_base64(part)
        part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", file.name))
        whole.attach(part)
    return whole.as_bytes()
