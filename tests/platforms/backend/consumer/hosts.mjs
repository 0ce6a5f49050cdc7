// Servers with the backend in them, as PACKAGE.md describes it. Each answers a signed-in and a signed-out page; the answers are printed.
import 'reflect-metadata';
import { createServer } from 'node:http';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import express from 'express';
import Fastify from 'fastify';
import { createQlikBackend, qlikBackendPlugin, userFromHeader } from 'ngx-qlik-backend';

const options = {
  basePath: '/analytics',
  signInPath: '/login',
  logLevel: 'silent',
  connections: {
    production: { type: 'oauth2-web', host: 'http://localhost:1', clientId: 'c', clientSecret: 's' },
  },
};
const resolveUser = userFromHeader({ header: 'x-user', proxies: 'loopback' });

async function ask(port) {
  const answers = [];
  for (const headers of [{}, { 'x-user': 'ada' }]) {
    const response = await fetch(`http://localhost:${port}/analytics/api/qlik/production/session`, {
      headers,
    });
    const { code, signIn, hostUser } = await response.json();
    answers.push({ status: response.status, code, signIn, user: hostUser?.id });
  }
  const own = await fetch(`http://localhost:${port}/own`, { method: 'POST' });
  return [...answers, { own: own.status }];
}

async function inExpress() {
  const backend = await createQlikBackend({ ...options, resolveUser });
  const app = express();
  app.use(backend.handler);
  app.use(express.json());
  app.post('/own', (_request, response) => response.send('own'));
  const server = createServer(app);
  backend.attach(server, app);
  await new Promise((resolve) => server.listen(0, 'localhost', resolve));
  const answers = await ask(server.address().port);
  server.closeAllConnections();
  server.close();
  await backend.close();
  return answers;
}

async function inNest() {
  class AppModule {}
  Module({})(AppModule);
  const backend = await createQlikBackend({ ...options, resolveUser });
  const app = await NestFactory.create(AppModule, { logger: false });
  app.use(backend.handler);
  app.use('/own', (_request, response) => response.end('own'));
  backend.attach(app.getHttpServer(), app.getHttpAdapter().getInstance());
  await app.listen(0, 'localhost');
  const answers = await ask(app.getHttpServer().address().port);
  app.getHttpServer().closeAllConnections();
  await app.close();
  await backend.close();
  return answers;
}

async function inFastify() {
  const app = Fastify({ forceCloseConnections: true });
  await app.register(qlikBackendPlugin, { ...options, resolveUser: (request) => resolveUser(request.raw) });
  app.post('/own', async () => 'own');
  await app.listen({ port: 0, host: 'localhost' });
  const answers = await ask(app.server.address().port);
  await app.close();
  return answers;
}

const answers = { express: await inExpress(), nest: await inNest(), fastify: await inFastify() };
process.stdout.write(`${JSON.stringify(answers)}\n`);
