// SPDX-License-Identifier: Apache-2.0
// Judges what rocketchat_exchanges prints by the vendor's own packages: our requests by the
// checkers of @rocket.chat/rest-typings, the rehearsal world's answers by the schemas of
// @rocket.chat/core-typings. It cannot judge real servers: their own documentation fails it.
//   usage: node rocketchat_vendor.cjs PROGRAM
const { execFileSync } = require('node:child_process');
const { readFileSync } = require('node:fs');
const Module = require('node:module');
const esbuild = require('esbuild');

// rest-typings has directory imports that Node does not load: bundled in memory first.
function vendor() {
  const { outputFiles } = esbuild.buildSync({
    stdin: {
      contents: "export * from '@rocket.chat/rest-typings'; export { schemas } from '@rocket.chat/core-typings';",
      resolveDir: process.env.NODE_PATH,
    },
    bundle: true, platform: 'node', format: 'cjs', write: false, logLevel: 'error',
  });
  const bundle = new Module('vendor');
  bundle.paths = [process.env.NODE_PATH];
  bundle._compile(outputFiles[0].text, 'vendor.cjs');
  return bundle.exports;
}

const { ajv, schemas, isChannelsMessagesProps, isValidateInviteTokenProps } = vendor();
for (const [name, schema] of Object.entries(schemas.components.schemas)) ajv.addSchema(schema, `#/components/schemas/${name}`);

const number = { type: 'number' };
const yes = { type: 'boolean', enum: [true] };
const no = { type: 'boolean', enum: [false] };
const text = { type: 'string', minLength: 1 };
const object = (properties, required = Object.keys(properties)) =>
  ajv.compile({ type: 'object', required, properties, additionalProperties: false });

const isMessages = object({
  messages: { type: 'array', items: { $ref: '#/components/schemas/IMessage' } },
  count: number, offset: number, total: number, success: yes,
});
const isInvite = object({ valid: { type: 'boolean' }, success: yes });
const isInfo = object({ version: { type: 'string', pattern: '^[0-9]+\\.[0-9]+$' }, success: yes });
const isFailure = object({ success: no, error: text, errorType: text }, ['success', 'error']);
const nothing = object({}, []);

// rest-typings has no checker of channels.anonymousread: it is channels.messages whose room may be
// given by name, so the name stands in for the id.
const asMessages = ({ roomName, ...rest }) => isChannelsMessagesProps({ roomId: roomName, ...rest });

const routes = {
  'GET /api/v1/channels.anonymousread': { asked: ({ query }) => asMessages(query), answered: isMessages },
  'POST /api/v1/validateInviteToken': { asked: ({ body }) => isValidateInviteTokenProps(body), answered: isInvite },
  'GET /api/info': { asked: ({ query }) => nothing(query), answered: isInfo },
};

function faults(exchange) {
  const name = `${exchange.method} ${exchange.path}`;
  const route = routes[name];
  if (!route) return [`${name}: a call that nobody here judges`];
  const found = [];
  if (!route.asked(exchange)) found.push(`${name}: our request ${JSON.stringify(exchange.query)} ${JSON.stringify(exchange.body)}`);
  const answered = exchange.status < 300 ? route.answered : isFailure;
  if (!answered(exchange.answer)) found.push(`${name} ${exchange.status}: the world's answer: ${ajv.errorsText(answered.errors)}`);
  return found;
}

// A judge that finds nothing wrong with anything is none.
function mustFail(exchange, what) {
  if (faults(exchange).length === 0) { console.error(`the validators passed ${what}`); process.exit(1); }
}

const lines = execFileSync(process.argv[2], { encoding: 'utf8', maxBuffer: 1 << 28 }).trim().split('\n').map((l) => JSON.parse(l));
const page = lines.find((l) => l.status === 200 && l.answer.messages?.length > 0);
if (!page) { console.error('no page of messages among the exchanges'); process.exit(1); }
const broken = structuredClone(page);
delete broken.answer.messages[0].rid;
mustFail(broken, 'a message without its room');
mustFail({ ...page, query: { count: '50' } }, 'a request without a room');

const tally = {};
const all = [];
for (const line of lines) {
  tally[`${line.method} ${line.path} ${line.status}`] = (tally[`${line.method} ${line.path} ${line.status}`] ?? 0) + 1;
  all.push(...faults(line));
}
const messages = lines.reduce((sum, l) => sum + (l.answer.messages?.length ?? 0), 0);
for (const [name, count] of Object.entries(tally).sort()) console.log(`${String(count).padStart(5)}  ${name}`);
console.log(`${lines.length} exchanges, ${messages} messages, ${all.length} faults by ${['rest-typings', 'core-typings'].map((p) => `${p} ${JSON.parse(readFileSync(`${process.env.NODE_PATH}/@rocket.chat/${p}/package.json`)).version}`).join(', ')}`);
for (const fault of all.slice(0, 10)) console.error(fault);
process.exit(all.length === 0 ? 0 : 1);
