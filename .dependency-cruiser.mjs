const room = (name) => `^(libs|apps)/${name}/|^node_modules/@dealtrail/${name}/`;
const packages = 'node_modules/(?!@dealtrail)';

/** A room may import what its passport names and nothing else. Reads: from room, what it must never reach. */
const only = (name, from, allowed) => ({
  name: `${name}-only`,
  comment: `${name} may import ${allowed.length === 0 ? 'nothing' : allowed.join(', ')}`,
  severity: 'error',
  from: { path: from, pathNot: '\\.spec\\.ts$' },
  to: { pathNot: [from, ...allowed] },
});

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    only('event-sourcing', '^libs/event-sourcing/src', []),
    only('proof', '^libs/proof/src', ['^(node:)?crypto$']),
    only('deals', '^libs/deals/src', ['^libs/event-sourcing/src', 'node_modules/zod/']),
    only('views', '^libs/views/src', ['^libs/event-sourcing/src', '^libs/deals/src', 'node_modules/kysely/']),
    {
      ...only('ledger', '^libs/ledger/src', [
        '^libs/event-sourcing/src',
        'node_modules/(pg|kysely|@types/pg)/',
      ]),
      to: {
        pathNot: ['^libs/ledger/src', '^libs/event-sourcing/src', 'node_modules/(pg|kysely|@types/pg)/'],
        dependencyTypesNot: ['core'],
      },
    },
    {
      name: 'apps-do-not-meet',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'libs-stay-below',
      severity: 'error',
      from: { path: '^libs/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^(apps|infra|tests)/' },
    },
    {
      name: 'slices-do-not-meet',
      comment: 'A slice talks to its aggregate and to shared values, never to another slice.',
      severity: 'error',
      from: { path: '^libs/deals/src/([a-z]+)/([a-z]+-[a-z-]+)/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^libs/deals/src/[a-z]+/[a-z]+-[a-z-]+/', pathNot: '^libs/deals/src/$1/$2/' },
    },
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: [
          '\\.d\\.ts$',
          '\\.spec\\.ts$',
          '/main\\.ts$',
          '/exit-with-parent\\.ts$',
          '/hand-back\\.ts$',
          '/reporter\\.mjs$',
        ],
      },
      to: {},
    },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'not-to-undeclared',
      severity: 'error',
      from: { path: '^(libs|apps|infra)/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'not-to-spec',
      severity: 'error',
      from: { pathNot: '\\.spec\\.ts$' },
      to: { path: '\\.spec\\.ts$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // The bench's peers are installed by the bench alone.
    exclude: { path: '(^|/)dist/|tests/house/planted|tests/bench/(peers|node_modules)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: `${import.meta.dirname}/tsconfig.base.json` },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'node', 'types'],
    },
  },
};
