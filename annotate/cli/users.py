"""`annotate users`: accounts."""

from __future__ import annotations

import click

from annotate.cli.base import OPERATOR, address, the_desk, writing
from annotate.cli.errors import Plain
from annotate.domain.vocabulary import Role
from annotate.services import users as service
from annotate.store.queries.passkeys import of_user
from annotate.store.queries.users import user_row
from annotate.store.queries.users import users as all_users

ROLES = click.Choice([str(role) for role in Role])


@click.group(cls=Plain)
def users() -> None:
    """Accounts: add people, change their role, give them links and tokens.

    \b
    Example: annotate users list
    """


@users.command()
@click.argument("email")
@click.option("--name", required=True, help="The person's name, as the trail will say it.")
@click.option("--role", required=True, type=ROLES, help="What the person may do.")
def add(email: str, name: str, role: str) -> None:
    """Make an account. Prints only the single-use link with which the person sets a password.

    \b
    Example: annotate users add ana@example.org --name "Ana Kelmendi" --role checker
    """
    desk = the_desk()
    with writing(desk) as uow:
        user = service.add(uow, OPERATOR, email, name, role)
        secret = service.make_link(uow, OPERATOR, user.email)
    click.echo(address(desk, f"/welcome/{secret}"))


@users.command("role")
@click.argument("email")
@click.argument("role", type=ROLES)
def change_role(email: str, role: str) -> None:
    """Give a person another role.

    \b
    Example: annotate users role ana@example.org reviewer
    """
    with writing() as uow:
        user = service.set_role(uow, OPERATOR, email, role)
    click.echo(f"{user.name} is {user.role.label.lower()} now.")


@users.command()
@click.argument("email")
def deactivate(email: str) -> None:
    """Switch an account off: its sessions and tokens end at once. What the person did stays.

    \b
    Example: annotate users deactivate ana@example.org
    """
    with writing() as uow:
        user = service.set_active(uow, OPERATOR, email, False)
    click.echo(f"The account of {user.name} is switched off.")


@users.command()
@click.argument("email")
def activate(email: str) -> None:
    """Switch an account on again.

    \b
    Example: annotate users activate ana@example.org
    """
    with writing() as uow:
        user = service.set_active(uow, OPERATOR, email, True)
    click.echo(f"The account of {user.name} is switched on.")


@users.command()
@click.argument("email")
def link(email: str) -> None:
    """Print a new single-use sign-in link, for a person who forgot the password. Earlier ones end.

    \b
    Example: annotate users link ana@example.org
    """
    desk = the_desk()
    with writing(desk) as uow:
        secret = service.make_link(uow, OPERATOR, email)
    click.echo(address(desk, f"/welcome/{secret}"))


@users.command()
@click.argument("email")
def token(email: str) -> None:
    """Print a new API token that acts as this person. It is shown once.

    \b
    Example: TOKEN=$(annotate users token ana@example.org)
    """
    with writing() as uow:
        secret = service.make_token(uow, OPERATOR, email)
    click.echo(secret)


@users.command()
@click.argument("email")
def passkeys(email: str) -> None:
    """List a person's passkeys: fingerprint, algorithm, since when, name. Admins retire them on the person's page.

    \b
    Example: annotate users passkeys mira@example.org
    """
    with the_desk().database.read() as session:
        for key in of_user(session, user_row(session, email).id):
            off = "  (retired)" if key.retired else ""
            click.echo(f"{key.fingerprint}  {key.algorithm}  {key.created_at}  {key.name}{off}")


@users.command("list")
def show() -> None:
    """List all accounts: address, role, name.

    \b
    Example: annotate users list
    """
    with the_desk().database.read() as session:
        for user in all_users(session):
            off = "" if user.active else "  (switched off)"
            click.echo(f"{user.email:<32} {user.role:<9} {user.name}{off}")
