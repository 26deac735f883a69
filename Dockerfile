# One image for web, workers and migrate: docker-compose.yml says which command runs where.
# Debian by name: reports are printed by its LibreOffice, the same one that the tests look at.
FROM python:3.11-slim-bookworm

# The worker prints reports as PDF; Liberation Serif has the measures of Times New Roman, letter by letter.
RUN apt-get update -q && apt-get install -q -y --no-install-recommends libreoffice-writer-nogui fonts-liberation2 \
    && rm -rf /var/lib/apt/lists/*

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DEBUG=false
RUN useradd --system --uid 1000 --home-dir /app vocplan
WORKDIR /app

COPY requirements.txt .
RUN pip install --no-cache-dir --no-deps --require-hashes -r requirements.txt

COPY . .
# Collecting needs a secret to boot, not the real one; the data folder is the only place that the process may write to.
RUN SECRET_KEY=$(python -c "import secrets; print(secrets.token_urlsafe(64))") python manage.py collectstatic --noinput \
    && python -m compileall -q agencies targets reports vocplan \
    && mkdir -p data && chown vocplan data
USER vocplan

EXPOSE 8000
CMD ["gunicorn", "--config", "deploy/gunicorn.py", "vocplan.wsgi"]
