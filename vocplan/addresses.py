"""Addresses of pages that take no argument, each looked up once: the frame of a page has two dozen of them."""

from functools import cache

from django.template import Library, Node
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as any_address
from django.urls import get_script_prefix, reverse
from django.utils.html import escape

register = Library()


@cache
def page_address(name: str, prefix: str) -> str:
    """The address of a page, escaped, below the prefix of the request that asks."""
    # The prefix is there for the cache alone: `reverse` takes it from the thread.
    return escape(reverse(name))


class PageAddress(Node):
    def __init__(self, name: str) -> None:
        self.name = name

    def render(self, context: Context) -> str:
        return page_address(self.name, get_script_prefix())


@register.tag
def url(parser: Parser, token: Token) -> Node:
    """Django's tag; where the page is named in the template and takes no argument, its address is remembered."""
    node: URLNode = any_address(parser, token)
    name = node.view_name.var
    if not isinstance(name, str) or node.view_name.filters or node.args or node.kwargs or node.asvar:
        return node
    return PageAddress(name)
