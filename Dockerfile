# Both apps in one image; docker-compose.hdfs.yml names the command. Not built so far: no Docker engine was at hand.
FROM node:24-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
# The package files alone: a change of the sources keeps the installed layer.
COPY package.json package-lock.json ./
COPY apps/analyzer/package.json apps/analyzer/
COPY apps/cli/package.json apps/cli/
COPY apps/ingest/package.json apps/ingest/
COPY bench/package.json bench/
COPY libs/analytics/package.json libs/analytics/
COPY libs/columns/package.json libs/columns/
COPY libs/config/package.json libs/config/
COPY libs/engine/package.json libs/engine/
COPY libs/errors/package.json libs/errors/
COPY libs/files/package.json libs/files/
COPY libs/hdfs-writer/package.json libs/hdfs-writer/
COPY libs/journal/package.json libs/journal/
COPY libs/kafka/package.json libs/kafka/
COPY libs/log-parser/package.json libs/log-parser/
COPY libs/logging/package.json libs/logging/
COPY libs/traffic/package.json libs/traffic/
COPY services/package.json services/
# No dependency of the apps needs an install script.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
 && npm cache clean --force
# Sources run as they are.
COPY . .
RUN mkdir -p /var/lib/millrace \
 && chown node:node /var/lib/millrace /app/data
USER node
CMD ["node", "apps/analyzer/src/main.ts", "--help"]
