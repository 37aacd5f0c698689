# The page in a container, with the sample corpus baked in:
#     docker build -t dateline . && docker run --rm -p 7860:7860 dateline
# Over a library of one's own, which must be writable, as its lock is kept there:
#     docker run --rm -p 7860:7860 -v "$PWD/.library:/library" dateline
FROM python:3.11-slim

ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    HOME=/tmp \
    DATELINE_LIBRARY=/library

# The build of torch for processors alone: 200 MB in place of 2 GB with CUDA.
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu

RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin dateline \
    && mkdir /library /data \
    && chown dateline: /library /data

WORKDIR /app
COPY requirements.txt requirements-metrics.txt ./
RUN pip install --extra-index-url "$TORCH_INDEX" -r requirements-metrics.txt

COPY app.py ./
COPY rag ./rag
COPY prompts ./prompts
COPY corpus ./corpus

USER dateline
RUN python app.py ingest corpus/briefs

VOLUME /library
EXPOSE 7860
# A page that is starting answers 503, and is given the time to load its models.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:7860/health', timeout=4)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["python", "app.py"]
CMD ["serve", "--host", "0.0.0.0"]
