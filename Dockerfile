# Both apps in one image; docker-compose.hdfs.yml names the command. Not built so far: no Docker engine was at hand.
FROM node:24-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY . .
# Sources run as they are. No dependency of the apps needs an install script.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
 && npm cache clean --force \
 && mkdir -p /var/lib/millrace \
 && chown node:node /var/lib/millrace /app/data
USER node
CMD ["node", "apps/analyzer/src/main.ts", "--help"]
