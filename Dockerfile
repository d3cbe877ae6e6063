# The service alone; PostgreSQL and the object store are containers of their own (docker-compose.yml).
FROM node:22.21.1-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build && npm prune --omit=dev

FROM node:22.21.1-bookworm-slim
ENV NODE_ENV=production \
    DANTAO_LISTEN=0.0.0.0:8600 \
    DANTAO_DATA=/var/lib/dantao
WORKDIR /app
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/bin ./bin
COPY --from=build /app/package.json ./
RUN ln -s /app/bin/dantao.mjs /usr/local/bin/dantao \
    && useradd --system --create-home --home-dir /var/lib/dantao dantao
USER dantao
VOLUME /var/lib/dantao
EXPOSE 8600
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
    CMD ["node", "-e", "fetch('http://127.0.0.1:8600/readyz').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
STOPSIGNAL SIGTERM
CMD ["node", "--enable-source-maps", "dist/main.js"]
