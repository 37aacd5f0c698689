"""Text that reads like the news, and strategies that make text unlike it."""

from hypothesis import strategies as st

DEAL = """U.S. and China near a deal

Treasury Secretary Scott Bessent told reporters on Sunday that a framework was ready. “We have \
reached a very substantial understanding,” Bessent said. “The threat of 100% tariffs is off. It \
will stay off.”

Rep. Jim Jordan, R-Ohio, welcomed the news. Sen. Elizabeth Warren did not: "We gave up a lot." \
The U.S. Trade Representative, Jamieson Greer, travels to Seoul at 5 p.m. on Tuesday.

Li Chenggang, China's chief negotiator, spoke of a “preliminary consensus” (his words). Soybean \
prices rose 3.5% to $10.42 a bushel."""

_PIECES = [
    *["Sen. ", "Rep. ", "U.S. ", '"', "“", "”", "„", "«", "»", "’", "'", ". ", ".", "? ", "…"],
    *["\n\n", "\n", " ", "\x1f", "\u2028", "\xa0", "\u200b", "\x00", "(", ")", "—", "- ", "1.5"],
    *["said ", "told ", "he ", "Bessent ", "Scott Bessent ", "According to ", "the tariffs "],
    *["[9:50 pm ET July 3, 2026] ", "I ", "e", "A.", "日本", "é", "i\u0307"],
]
# Any text at all, and text made of the pieces that the rules look for.
hostile_text = st.one_of(
    st.text(max_size=150), st.lists(st.sampled_from(_PIECES), max_size=40).map("".join)
)
