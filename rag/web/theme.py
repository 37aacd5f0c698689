"""The look of Gradio's own parts: colours and fonts that match page.css, nothing from outside."""

import gradio as gr

_SANS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica", "Arial", "sans-serif")
_PAPER, _PAPER_DARK = "#fbfaf6", "#17181a"
_RAISED, _RAISED_DARK = "#ffffff", "#1f2124"
_INK, _INK_DARK = "#1e1c19", "#e9e5dc"
_MUTED, _MUTED_DARK = "#5d584f", "#b0aa9e"
_RULE, _RULE_DARK = "#d9d4c8", "#3a3c40"
_ACCENT, _ACCENT_DARK = "#8a1f1f", "#f0a892"


def newspaper() -> gr.themes.Base:
    """A calm theme in light and dark."""
    return gr.themes.Base(font=_SANS, font_mono=("ui-monospace", "Menlo", "monospace")).set(
        body_background_fill=_PAPER,
        body_background_fill_dark=_PAPER_DARK,
        body_text_color=_INK,
        body_text_color_dark=_INK_DARK,
        body_text_color_subdued=_MUTED,
        body_text_color_subdued_dark=_MUTED_DARK,
        background_fill_primary=_PAPER,
        background_fill_primary_dark=_PAPER_DARK,
        background_fill_secondary=_PAPER,
        background_fill_secondary_dark=_PAPER_DARK,
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_border_width="0px",
        block_label_text_color=_MUTED,
        block_label_text_color_dark=_MUTED_DARK,
        block_title_text_color=_MUTED,
        block_title_text_color_dark=_MUTED_DARK,
        block_info_text_color=_MUTED,
        block_info_text_color_dark=_MUTED_DARK,
        block_shadow="none",
        border_color_primary=_RULE,
        border_color_primary_dark=_RULE_DARK,
        border_color_accent=_ACCENT,
        border_color_accent_dark=_ACCENT_DARK,
        color_accent=_ACCENT,
        input_background_fill=_RAISED,
        input_background_fill_dark=_RAISED_DARK,
        input_border_color="#8f897d",
        input_border_color_dark="#6d7076",
        input_border_color_focus=_ACCENT,
        input_border_color_focus_dark=_ACCENT_DARK,
        input_border_width="1px",
        input_placeholder_color="#6b665c",
        input_placeholder_color_dark="#a19b90",
        button_primary_background_fill=_ACCENT,
        button_primary_background_fill_dark=_ACCENT_DARK,
        button_primary_background_fill_hover="#6f1717",
        button_primary_background_fill_hover_dark="#f5bfae",
        button_primary_border_color=_ACCENT,
        button_primary_border_color_dark=_ACCENT_DARK,
        button_primary_text_color="#ffffff",
        button_primary_text_color_dark="#1b1311",
        button_secondary_background_fill=_RAISED,
        button_secondary_background_fill_dark=_RAISED_DARK,
        button_secondary_background_fill_hover="#f3efe6",
        button_secondary_background_fill_hover_dark="#2a2d31",
        button_secondary_border_color=_RULE,
        button_secondary_border_color_dark=_RULE_DARK,
        button_secondary_text_color=_INK,
        button_secondary_text_color_dark=_INK_DARK,
    )
