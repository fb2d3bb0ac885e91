"""The administrator's pages, by noun."""

from flask import Blueprint

from app.admin.views import people, squadrons, system, zones

blueprint = Blueprint("admin", __name__, url_prefix="/a")
for pages in (system, people, squadrons, zones):
    blueprint.register_blueprint(pages.blueprint)
