"""The administrator's pages, by noun."""

from flask import Blueprint

from app.admin.views import devices, people, squadrons, system, zones

blueprint = Blueprint("admin", __name__, url_prefix="/a")
for pages in (system, people, squadrons, devices, zones):
    blueprint.register_blueprint(pages.blueprint)
