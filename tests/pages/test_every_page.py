"""What holds for every page: it is there, it is sound HTML, it is light, and its links lead somewhere."""

from __future__ import annotations

import gzip
import re

import pytest
from psin import documents

WEIGHT = 100_000


def documents_of(site: object) -> list[documents.Document]:
    return [item.document for item in site.catalogue.documents]


def test_every_document_has_a_page(crawled: dict, site: object) -> None:
    missing = [found.page for found in documents_of(site) if crawled[found.page].status != 200]
    assert missing == []
    assert len(crawled) > len(documents_of(site)) > 600


def test_every_page_that_is_linked_exists(crawled: dict) -> None:
    assert {path: page.status for path, page in crawled.items() if page.status != 200} == {}


def test_every_page_is_well_formed(crawled: dict) -> None:
    assert {path: page.problems[:3] for path, page in crawled.items() if page.problems} == {}


def test_ids_are_unique(crawled: dict) -> None:
    doubled = {path: sorted({one for one in page.ids if page.ids.count(one) > 1}) for path, page in crawled.items()}
    assert {path: ids for path, ids in doubled.items() if ids} == {}


def test_every_page_has_one_heading_of_the_first_level_a_language_and_landmarks(crawled: dict) -> None:
    for path, page in crawled.items():
        assert page.tags.count("h1") == 1, path
        assert ("html", "lang", "en") in page.attributes, path
        assert (
            page.tags.count("main") == 1 and "header" in page.tags and "footer" in page.tags and "nav" in page.tags
        ), path


def test_headings_never_skip_a_level_downwards(crawled: dict) -> None:
    for path, page in crawled.items():
        levels = [int(tag[1]) for tag in page.tags if re.fullmatch("h[1-6]", tag)]
        assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False)), (path, levels)


def test_every_field_has_a_label_and_every_table_a_caption(crawled: dict) -> None:
    for path, page in crawled.items():
        labelled = {value for tag, name, value in page.attributes if (tag, name) == ("label", "for")}
        # A field may stand inside of its label.
        inside = re.findall(r"<label>(.*?)</label>", page.html, re.S)
        assert all(re.sub(r"<[^>]*>", "", label).strip() for label in inside), path
        apart = re.sub(r"<label>.*?</label>", "", page.html, flags=re.S)
        fields = re.findall(r"<(?:input|select|textarea) id=\"([^\"]+)\"", apart)
        unnamed = re.findall(r"<(?:input|select|textarea) (?!id=)", apart)
        assert set(fields) <= labelled and not unnamed, path
        assert page.tags.count("table") == page.tags.count("caption"), path


def test_every_fragment_that_is_linked_exists(crawled: dict) -> None:
    broken = {
        (path, f"{address}#{fragment}")
        for path, page in crawled.items()
        for address, fragment in page.internal()
        if fragment and address in crawled and fragment not in crawled[address].ids
    }
    assert sorted(broken)[:10] == []


def test_every_link_to_data_belongs_to_a_page(crawled: dict, client: object) -> None:
    data = {address for page in crawled.values() for address, _ in page.internal() if page.is_data(address)}
    once: dict[tuple[str, str], str] = {}
    # All of them lead to the latest state; one is enough.
    gates = sorted(address for address in data if address.startswith("/timegate/"))
    assert client.get(gates[0], follow_redirects=True, headers={"Accept": "text/html"}).status_code == 200
    for address in data.difference(gates):
        path = address.partition("?")[0]
        stem, _, extension = path.rpartition(".")
        if not path.startswith(("/dump/", "/context", "/sparql", "/static/", "/reconcile", "/memento/", "/openapi")):
            assert {stem, stem.removesuffix(".excel"), stem.rpartition("/")[0]} & crawled.keys(), address
        once.setdefault(((stem or path).split("/")[1], extension), address)
    assert {
        address: client.get(address).status_code
        for address in once.values()
        if client.get(address).status_code not in (200, 303)
    } == {}


def test_no_page_is_heavier_than_the_limit(crawled: dict) -> None:
    """In bytes as they stand; a drawing of the whole ecosystem may have that much as it is sent."""
    heavy = {path: len(page.html.encode()) for path, page in crawled.items() if not path.startswith("/ecosystem")}
    heavy |= {
        path: len(gzip.compress(page.html.encode())) for path, page in crawled.items() if path.startswith("/ecosystem")
    }
    assert {path: size for path, size in heavy.items() if size > WEIGHT} == {}


def test_no_page_with_all_that_belongs_to_it_takes_more_than_the_limit_to_send(crawled: dict, root: object) -> None:
    static = root / "service/psin/web/static"
    sizes = {
        path.name: len(gzip.compress(path.read_bytes()))
        for path in static.glob("*.*")
        if path.suffix in (".css", ".js", ".svg")
    }
    heavy = {}
    for path, page in crawled.items():
        parts = set(re.findall(r'"/static/([^"?]+)(?:\?[^"]*)?"', page.html))
        size = len(gzip.compress(page.html.encode())) + sum(sizes.get(name, 0) for name in parts)
        if size > WEIGHT:
            heavy[path] = size
    assert heavy == {}


def test_nothing_is_inline_and_nothing_comes_from_elsewhere(crawled: dict) -> None:
    for path, page in crawled.items():
        assert "style" not in page.tags, path
        # A block of data is no code: browsers leave it alone.
        scripts = [attributes for attributes in page.scripts if attributes.get("type") != "application/ld+json"]
        assert not [attributes for attributes in scripts if not (attributes.get("src") or "").startswith("/static/")], (
            path
        )
        assert not any(name == "style" or name.startswith("on") for _, name, _ in page.attributes), path
        for tag, name, value in page.attributes:
            if name in ("src", "action") or (tag == "link" and name == "href" and "w3id.org/psin" not in (value or "")):
                assert value is not None and value.startswith("/") and not value.startswith("//"), (path, tag, value)


def test_links_to_other_sites_are_marked(crawled: dict) -> None:
    for path, page in crawled.items():
        for start in re.findall(r"<a [^>]*href=\"(?:https?:)?//[^>]*>", page.html):
            assert 'rel="noopener nofollow external"' in start, (path, start)
        assert not re.search(r"href=\"(?!https?://|/|#|mailto:)", page.html), path


@pytest.mark.parametrize("path", ["/static/psin.css", "/static/icon.svg"])
def test_static_files_are_there_and_light(client: object, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert len(response.data) < 40_000
    assert b"@import" not in response.data and b"url(" not in response.data
    assert response.headers["Cache-Control"] == "no-cache"
    response.close()


def test_a_file_that_is_named_with_its_hash_is_kept_for_good(client: object) -> None:
    named = re.findall(r'"(/static/[^"?]+\?v=[0-9a-f]+)"', client.get("/").get_data(as_text=True))
    assert named
    for address in named:
        with client.get(address) as response:
            assert "immutable" in response.headers["Cache-Control"]
        with client.get(f"{address[:-1]}x") as response:
            assert response.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/network/one-team-gov", "Volunteer-driven"),
        ("/concept/kind-movement", ""),
        ("/fr/concept/formality-informal", ""),
        ("/", ""),
    ],
)
def test_a_page_says_what_it_is_about_to_those_who_show_a_preview(client: object, path: str, words: str) -> None:
    page = client.get(path, headers={"Accept": "text/html"}).get_data(as_text=True)
    found = re.search(r'<meta name="description" content="([^"]{20,220})">', page)
    assert found and found[1].startswith(words)
    assert f'<meta property="og:description" content="{found[1]}">' in page


def test_every_name_in_the_style_sheet_is_used(crawled: dict, root: object) -> None:
    sheet = "".join(
        (root / "service/psin/web/static" / name).read_text() for name in ("psin.css", "explore.css", "drawings.css")
    )
    web = root / "service/psin/web"
    templates = "\n".join(path.read_text() for path in (*web.glob("templates/*.html"), *web.glob("static/*.js")))
    names = set(re.findall(r"\.([a-z][a-z-]*[a-z])(?=[\s,:.{>+\[])", re.sub(r"/\*.*?\*/", "", sheet, flags=re.S)))
    made = {
        name
        for value in re.findall(r"class=\"([^\"]*)\"", "\n".join(page.html for page in crawled.values()))
        for name in value.split()
    }
    assert (
        sorted(
            name
            for name in names - made
            if name not in templates and f"{name.rpartition('-')[0]}-{{{{" not in templates
        )
        == []
    )
