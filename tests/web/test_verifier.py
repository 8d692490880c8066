"""The page of the verifier at the desk's own address: for everybody, under a policy that lets it connect to nothing."""

from __future__ import annotations

from web_browser import Browser

from annotate.exports.verifier import page


def test_everybody_gets_it_and_the_same_as_a_file(anybody: Browser) -> None:
    answer, file = anybody.get("/verify"), anybody.get("/verify.html")
    assert answer.status_code == file.status_code == 200 and answer.data == file.data == page().data
    for one in (answer, file):
        assert one.headers["Content-Security-Policy"] == f"{page().policy}; frame-ancestors 'none'"
        assert one.headers["ETag"] == f'"{page().sha256}"' and "Set-Cookie" not in one.headers
    assert "attachment" in file.headers["Content-Disposition"]
    assert anybody.get("/verify", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
