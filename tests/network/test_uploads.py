"""Files that people send: no more than asked for is ever held, and a large one costs nothing else of the form."""

import tracemalloc

import pytest
from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import path, reverse

import network.urls
from network import uploads
from network.uploads import takes_files

MB = 1024 * 1024
EDGE = "----edge"


class Stream:
    """A form being sent: a text, a file of ``size`` bytes made while it is read, and a text after it."""

    def __init__(self, size):
        head = f'--{EDGE}\r\nContent-Disposition: form-data; name="before"\r\n\r\nfirst\r\n'
        head += f'--{EDGE}\r\nContent-Disposition: form-data; name="logo"; filename="a.png"\r\n\r\n'
        tail = f'\r\n--{EDGE}\r\nContent-Disposition: form-data; name="after"\r\n\r\nlast\r\n--{EDGE}--\r\n'
        self.head, self.tail, self.left = head.encode(), tail.encode(), size
        self.length = len(self.head) + size + len(self.tail)

    def read(self, most):
        if self.head:
            piece, self.head = self.head[:most], self.head[most:]
        elif self.left:
            piece = b"x" * min(most, self.left)
            self.left -= len(piece)
        else:
            piece, self.tail = self.tail[:most], self.tail[most:]
        return piece

    def readline(self):
        return self.read(64 * 1024)


def send(size, view):
    form = Stream(size)
    request = RequestFactory().generic(
        "POST", "/", "replaced below", content_type=f"multipart/form-data; boundary={EDGE}"
    )
    request.META["CONTENT_LENGTH"] = str(form.length)
    request._stream = form
    request._dont_enforce_csrf_checks = True
    view(request)
    return request


@takes_files(1 * MB)
def limited(request):
    return HttpResponse(len(request.POST))


def test_a_file_within_the_limit_is_there_in_whole():
    request = send(MB, limited)
    assert (request.FILES["logo"].size, len(request.FILES["logo"].read())) == (MB, MB)


def test_of_a_large_file_only_its_size_is_kept_and_all_other_fields_arrive():
    tracemalloc.start()
    request = send(60 * MB, limited)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 4 * MB
    assert (request.POST["before"], request.POST["after"]) == ("first", "last")
    assert request.FILES["logo"].size == 60 * MB
    assert request.FILES["logo"].read() == b""


def test_a_page_that_asks_for_no_file_keeps_none():
    request = send(2 * MB, lambda request: request.POST)
    assert (request.POST["after"], len(request.FILES)) == ("last", 0)


def test_what_nobody_sends_by_mistake_ends_there(monkeypatch):
    monkeypatch.setattr(uploads, "HOPELESS", 3 * MB)
    for view in (limited, lambda request: request.POST):
        with pytest.raises(RequestDataTooBig):
            send(4 * MB, view)


urlpatterns = [*network.urls.urlpatterns, path("take/", limited)]


@pytest.mark.urls(__name__)
@pytest.mark.django_db
def test_a_page_that_takes_files_still_asks_for_its_token(cast):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.member, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert browser.post("/take/", {"x": "1"}, secure=True).status_code == 403


@pytest.mark.django_db
def test_too_much_at_once_is_told_in_a_sentence(client, monkeypatch):
    monkeypatch.setattr(uploads, "HOPELESS", 1000)
    from django.core.files.uploadedfile import SimpleUploadedFile

    answer = client.post(reverse("account_login"), {"file": SimpleUploadedFile("a.png", b"x" * 2000)})
    assert answer.status_code == 413
    assert "larger than we can take" in answer.text
