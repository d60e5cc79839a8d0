import { createReadStream } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { sendProblem } from '../edge/problem.filter.ts';
import { problem } from '../edge/problem.ts';

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Dealtrail API</title>
    <link rel="icon" type="image/png" href="/docs/favicon-32x32.png">
    <link rel="stylesheet" href="/docs/swagger-ui.css">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script>SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true })</script>
  </body>
</html>
`;

/** What the page asks for, of all that Swagger UI ships. */
const types: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

const folder = dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json')));

/** `/docs`: the OpenAPI document to read and to try, in Swagger UI. For everybody, as the document is. */
export const serveDocumentation = (fastify: FastifyInstance): void => {
  fastify.get('/docs', (_request, reply) => reply.type('text/html; charset=utf-8').send(page));
  fastify.get<{ Params: { readonly file: string } }>('/docs/:file', (request, reply) => {
    const { file } = request.params;
    const type = Object.hasOwn(types, file) ? types[file] : undefined;
    if (type === undefined) {
      sendProblem(
        reply,
        request,
        problem('NOT_FOUND', 'there is no such page; the documentation is at /docs'),
      );
      return reply;
    }
    return reply.type(type).send(createReadStream(join(folder, file)));
  });
};
