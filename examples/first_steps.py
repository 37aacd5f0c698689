"""First steps with the package, cell by cell, as editors and Jupyter (by jupytext) open it.

Needs a library: `python app.py ingest corpus/briefs`, or DATELINE_LIBRARY with one of your own.
"""

# %% Open the library, as the settings name it
from rag import PassageRetriever, Question, build_chain, load_settings, open_library

settings = load_settings()
opened = open_library(settings)
library = opened.__enter__()
chain = build_chain(library, settings)

# %% Ask; every sentence has the numbers of its sources
answer = chain.invoke("What did Bessent say about tariffs?")
print(answer.text)

# %% Each citation opens at the words in the article that it rests on
for citation in answer.citations:
    text = library.database.article(citation.article_id).text
    words = text[citation.start : citation.end]
    print(f"[{citation.number}] {citation.title}, {citation.outlet}: {words}")

# %% Follow up: earlier pairs of question and answer go along
history = (("What did Bessent say about tariffs?", answer.text),)
followed = chain.invoke(Question("and about soybeans?", history=history))
print(followed.standalone_question, followed.text, sep="\n")

# %% What cannot be answered is said so
refused = chain.invoke("What did Jerome Powell say about the moon landing?")
print(refused.refusal.reason, refused.refusal.message, sep=": ")

# %% The passages alone, as LangChain documents
for document in PassageRetriever(library=library, settings=settings).invoke("tariffs")[:3]:
    print(document.metadata["title"], document.page_content[:80], sep=": ")

# %% Done
opened.__exit__(None, None, None)
