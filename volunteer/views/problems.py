"""404, 403, refused, broken: each with a sentence that says what to do next."""

import structlog
from flask import Flask, abort, current_app, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.wrappers import Response as BaseResponse

from volunteer.base.db import db
from volunteer.base.refusal import Refusal
from volunteer.views.guards import sign_in_first

REQUEST_ID = "volunteer.request_id"  # in the environment of a request; also in the log, and in the answer

log = structlog.get_logger()

Answer = tuple[str, int]


def register(app: Flask) -> None:
    """Answer every problem with a page."""
    app.before_request(unheard_of)
    app.register_error_handler(Refusal, refused)
    app.register_error_handler(CSRFError, stale)
    app.register_error_handler(RequestEntityTooLarge, too_large)
    app.register_error_handler(HTTPException, http)
    app.register_error_handler(Exception, broken)


def unheard_of() -> None:
    """No address of ours has a NUL in it, and PostgreSQL takes none even to look for."""
    if "\0" in request.path or "%00" in request.query_string.decode("ascii", "ignore"):
        abort(404)


def refused(error: Refusal, template: str = "problems/refused.html", **values: object) -> Answer:
    """A rule said no: its sentence, and the way back, or the way on of the page that has one."""
    db.session.rollback()
    log.info("refused", refusal=type(error).__name__)
    return render_template(template, message=error.message, back=_back(), way=error.way, **values), error.status


def stale(_error: CSRFError) -> Answer:
    """The page was too old, or a cookie was lost."""
    message = "页面放得太久，或浏览器没有保存登录信息。请返回上一页，刷新后再按一次"
    return render_template("problems/refused.html", message=message, back=_back(), way=None), 400


def too_large(_error: RequestEntityTooLarge) -> Answer:
    """More than a photo and a form can be."""
    message = "传上来的内容太大了。照片请不超过 10 MB，文字请写短一些"
    return render_template("problems/refused.html", message=message, back=_back(), way=None), 413


def http(error: HTTPException) -> BaseResponse | Answer:
    """404 and its like. Somebody else's row and nothing there look the same."""
    code = error.code or 500
    if code == 401:
        return sign_in_first()
    if code == 403:
        return render_template("problems/forbidden.html"), 403
    if code in (400, 408):
        message = "内容没有传完整，什么都没有保存。请检查网络，返回上一页再试一次"
        return render_template("problems/refused.html", message=message, back=_back(), way=None), code
    if code in (404, 405, 410):
        answer = make_response(render_template("problems/missing.html"), code)
        if code == 405 and isinstance(getattr(error, "valid_methods", None), list | tuple | set):
            answer.headers["Allow"] = ", ".join(sorted(error.valid_methods))  # type: ignore[attr-defined]
        return answer
    return error.get_response()


def broken(error: Exception) -> Answer:
    """We are at fault: an apology with the reference that is in the log."""
    db.session.rollback()
    log.error("fault", error=type(error).__name__, exc_info=error)
    # Without what every page knows: who is signed in stands in the database, which may be what is broken.
    sorry = current_app.jinja_env.get_template("problems/broken.html")
    return sorry.render(site=current_app.config["VOLUNTEER"], reference=request.environ.get(REQUEST_ID, "")), 500


def _back() -> str:
    """Return the page the person came from, if it is one of ours."""
    came = request.referrer or ""
    return came if came.startswith(request.host_url) else "/"
