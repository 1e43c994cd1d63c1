"""The components say and hide what they promise, and cost one template each."""

import re
from pathlib import Path

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import TemplateSyntaxError, engines
from django.test import RequestFactory
from django.urls import resolve, reverse

from network.pages.styleguide import ExampleForm, styleguide

ROOT = Path(__file__).parents[2]


def rendered(source, request=None, **context):
    return engines["django"].from_string("{% load components %}" + source).render(context, request)


def test_a_button_is_a_button_or_a_link_of_the_same_look():
    assert rendered('{% button name="verb" value="open" %}Open{% endbutton %}').strip() == (
        '<button class="button button-primary" type="submit" name="verb" value="open">Open</button>'
    )
    assert rendered('{% button kind="quiet" href="/themes/" %}Themes{% endbutton %}').strip() == (
        '<a class="button button-quiet" href="/themes/">Themes</a>'
    )


def test_words_inside_a_button_keep_their_markup_and_escape_what_people_typed():
    html = rendered("{% button %}{{ name }} <b>now</b>{% endbutton %}", name="A & B")
    assert ">A &amp; B <b>now</b></button>" in html


def test_other_names_of_a_button_become_attributes_and_are_escaped():
    html = rendered(
        "{% button hx_post=url disabled=yes formnovalidate=no %}Go{% endbutton %}", url='/"x', yes=True, no=False
    )
    assert ' data-hx-post="/&quot;x" disabled>' in html
    assert "formnovalidate" not in html


@pytest.mark.parametrize(
    "source",
    [
        '{% button kind="loud" %}x{% endbutton %}',
        '{% card title="x" tone="loud" %}x{% endcard %}',
        '{% state "x" tone="loud" %}',
        '{% notice tone="loud" %}x{% endnotice %}',
    ],
)
def test_an_unknown_tone_fails_loudly(source):
    with pytest.raises(TemplateSyntaxError, match="'loud' is none of"):
        rendered(source)


def test_a_card_escapes_its_title_and_says_its_language():
    html = rendered('{% card title=title href="/t/1/" lang="fr" level=3 %}<p>Oui</p>{% endcard %}', title="<script>")
    assert '<h3 class="card-title" lang="fr"><a class="card-link" href="/t/1/">&lt;script&gt;</a></h3>' in html
    assert "<p>Oui</p>" in html


def test_a_card_without_address_or_meta_has_neither_link_nor_empty_line():
    html = rendered('{% card title="Quiet" %}{% endcard %}')
    assert "<a " not in html
    assert "<p" not in html


def test_a_field_ties_help_problem_and_length_to_its_input():
    form = ExampleForm({"title": "x" * 121})
    html = rendered("{% field form.title count=True %}", form=form)
    assert 'aria-describedby="id_title_helptext id_title_error id_title_count"' in html
    assert 'aria-invalid="true"' in html
    assert {"id_title_helptext", "id_title_error", "id_title_count"} <= set(re.findall(r' id="(\w+)"', html))
    assert '<label for="id_title">Title</label>' in html
    assert "At most 120 characters" in html


def test_a_short_field_tells_its_limit_only_when_asked_to():
    form = ExampleForm()
    assert "At most" not in rendered("{% field form.title %}", form=form)


def test_a_field_never_lets_the_browser_cut_a_pasted_text():
    html = rendered("{% for bound in form %}{% field bound %}{% endfor %}", form=ExampleForm({"title": "x" * 121}))
    assert "maxlength" not in html
    assert "x" * 121 in html


def test_only_what_may_stay_empty_is_marked():
    form = ExampleForm()
    assert "(optional)" in rendered("{% field form.email %}", form=form)
    assert "(optional)" not in rendered("{% field form.email optional=False %}", form=form)
    assert "(optional)" not in rendered("{% field form.title %}{% field form.follow %}", form=form)


def test_choices_stand_in_a_fieldset_that_carries_the_problem():
    html = rendered("{% field form.rhythm %}", form=ExampleForm({}))
    assert '<fieldset class="field field-invalid" aria-describedby="id_rhythm_error">' in html
    assert "<legend>How often would you meet?</legend>" in html


def test_a_hidden_field_is_only_its_input():
    assert rendered("{% field form.token %}", form=ExampleForm()).strip() == (
        '<input type="hidden" name="token" value="kept" id="id_token">'
    )


def test_the_summary_links_to_each_problem_and_takes_focus():
    form = ExampleForm({"title": "x" * 121, "question": "?", "kind": "all", "rhythm": "", "token": ""})
    form.add_error(None, "Proposed already.")
    html = rendered("{% form_errors form %}", form=form)
    assert 'role="alert" tabindex="-1" autofocus' in html
    assert "4 things need mending" in html
    assert 'href="#id_title">Title: This is too long' in html
    assert 'href="#id_rhythm_0">How often would you meet? Please choose.' in html
    assert "Proposed already." in html
    assert "id_token" not in html


def test_what_the_summary_links_to_is_there():
    form = ExampleForm({"token": "kept"}, prefix="a")
    summary = rendered("{% form_errors form %}", form=form)
    fields = rendered("{% for bound in form %}{% field bound %}{% endfor %}", form=form)
    targets = set(re.findall(r'href="#([\w-]+)"', summary))
    assert targets
    assert targets <= set(re.findall(r' id="([\w-]+)"', fields))


def test_a_form_without_problems_has_no_summary():
    assert rendered("{% form_errors form %}", form=ExampleForm()) == ""
    assert rendered("{% form_errors form %}", form=forms.Form({})) == ""


def test_a_state_is_a_word_first():
    assert rendered('{% state "Open" tone="positive" %}').strip() == '<span class="state state-positive">Open</span>'


def test_a_person_who_shows_only_the_organisation_has_no_name_on_the_page():
    html = rendered('{% person "" organisation="Stichting Demo" href="/people/7/" %}')
    assert "Stichting Demo" in html
    assert "person-name" not in html
    assert "/people/7/" not in html


def test_an_empty_place_says_what_will_be_here_and_offers_the_first_act():
    html = rendered('{% empty_state title="No themes yet" level=3 %}<p>Yours can be the first.</p>{% endempty_state %}')
    assert "<h3>No themes yet</h3>" in html
    assert "<p>Yours can be the first.</p>" in html


def test_pressing_notices_are_alerts_and_the_levels_of_messages_are_known():
    assert 'role="status"' in rendered("{% notice %}Read on{% endnotice %}")
    html = rendered('{% notice tone="error" %}Stop{% endnotice %}')
    assert "notice-problem" in html
    assert 'role="alert"' in html
    assert "Problem:" in html


def test_a_dialog_is_named_by_its_title_and_can_come_back_open():
    html = rendered('{% dialog id="decline" title="Decline" is_open=True %}<p>Why?</p>{% enddialog %}')
    assert '<dialog class="dialog" id="decline" aria-labelledby="decline-title" open>' in html
    assert '<h2 id="decline-title" tabindex="-1">Decline</h2>' in html


def test_a_table_can_be_reached_and_scrolled_by_keyboard():
    html = rendered('{% table caption="Supporters" %}<tbody></tbody>{% endtable %}')
    assert '<div class="table" role="region" aria-label="Supporters" tabindex="0">' in html
    assert "<caption>Supporters</caption>" in html


def test_the_pager_keeps_the_rest_of_the_address():
    request = RequestFactory().get("/themes/", {"q": "a & b", "page": "4"})
    html = rendered("{% pager page %}", request, page=Paginator(range(108), 9).page(4))
    assert 'href="?q=a+%26+b&amp;page=3" rel="prev"' in html
    assert 'href="?q=a+%26+b&amp;page=5" rel="next"' in html
    assert html.count('aria-current="page"') == 1
    assert "of 12" in html


def test_the_pager_ends_where_the_list_ends_and_is_silent_on_a_single_page():
    pages = Paginator(range(20), 10)
    assert 'rel="prev"' not in rendered("{% pager page %}", page=pages.page(1))
    assert 'rel="next"' not in rendered("{% pager page %}", page=pages.page(2))
    assert rendered("{% pager page %}", page=Paginator(range(9), 10).page(1)) == ""


def test_the_road_marks_one_step_as_current():
    html = rendered("{% steps road current=1 %}", road=["Draft", ("Proposed", "4 March"), "Open"])
    assert re.findall(r'class="step-(\w+)"', html) == ["done", "current", "ahead"]
    assert html.count('aria-current="step"') == 1
    assert "4 March" in html


def test_breadth_never_draws_past_its_end():
    html = rendered(
        "{% breadth part=9 all=3 %}9 of 3{% endbreadth %}{% breadth part=0 all=0 %}none yet{% endbreadth %}"
    )
    assert html.count('class="breadth-part" width="3"') == 1
    assert 'viewBox="0 0 1 1"' in html


@pytest.mark.parametrize(
    ("path", "mark"), [("/themes/", ' aria-current="page"'), ("/themes/7/", ' aria-current="true"'), ("/about/", "")]
)
def test_a_link_of_the_masthead_knows_where_the_reader_is(path, mark):
    html = rendered('{% nav_link href="/themes/" %}Themes{% endnav_link %}', RequestFactory().get(path))
    assert html.strip() == f'<a href="/themes/"{mark}>Themes</a>'


def test_nothing_in_our_templates_needs_inline_style_or_script():
    for page in (ROOT / "templates").rglob("*.html"):
        if "emails" not in page.parts:
            assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", page.read_text()), page


def test_every_component_has_its_style_and_is_in_the_sheet():
    sheets = {sheet.stem for sheet in (ROOT / "network/assets/css").glob("*.css")} - {"main"}
    main = (ROOT / "network/assets/css/main.css").read_text()
    assert set(re.findall(r'@import "([\w-]+)\.css"', main)) == sheets
    components = {page.stem for page in (ROOT / "templates/components").glob("*.html")}
    assert components - sheets == {"nav_link"}, "styled with the masthead in header.css"


def test_the_page_for_our_own_faults_needs_nothing_to_be_shown():
    assert "Something broke on our side" in engines["django"].get_template("500.html").render()


def test_a_field_says_its_label_once_and_its_help_only_where_it_is_wanted():
    class Form(forms.Form):
        code = forms.CharField(help_text="Six digits.", widget=forms.TextInput(attrs={"placeholder": "Code"}))

    html = rendered("{% field form.code %}", form=Form())
    assert "Six digits." in html
    assert "placeholder" not in html
    assert "field-help" not in rendered('{% field form.code help_text="" %}', form=Form())


@pytest.mark.parametrize("name", ["400.html", "403.html", "404.html", "413.html", "429.html"])
def test_pages_for_refusals_can_be_shown_without_a_request(name):
    html = engines["django"].get_template(name).render()
    assert "<h1>" in html
    assert "htmx" not in html


def test_a_page_for_everybody_holds_nothing_of_anybody():
    html = rendered('{% include "base.html" %}', RequestFactory().get("/"))
    assert "csrf" not in html.lower()
    assert "hx-" not in html
    assert reverse("account_login") in html


@pytest.mark.parametrize("is_developing", [True, False])
def test_the_styleguide_exists_only_while_developing(client, settings, is_developing):
    settings.DEBUG = is_developing
    assert resolve(reverse("pages:styleguide")).func is styleguide
    assert client.get(reverse("pages:styleguide")).status_code == (200 if is_developing else 404)
