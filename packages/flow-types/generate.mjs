// Regenerates schema.json, catalog.json and src/document.ts from `crates/flow-model`: `npm run codegen -w packages/flow-types`.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

import { compile } from 'json-schema-to-typescript';

const root = new URL('../../', import.meta.url);
const here = new URL('./', import.meta.url);

for (const name of ['schema', 'catalog']) {
  const json = execFileSync('cargo', ['run', '-q', '-p', 'flow-model', '--example', 'export', '--', name], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 16 * 1024 * 1024,
  });
  writeFileSync(new URL(`${name}.json`, here), json);
}

const schema = JSON.parse(readFileSync(new URL('schema.json', here), 'utf8'));
// `serde_json::Value` is "anything", which the generator would read as "an object".
schema.$defs.Variable.properties.initial = { tsType: 'unknown', description: 'The value at the start.' };
const types = await compile(schema, 'FlowDocument', {
  additionalProperties: false,
  bannerComment: '/** Generated from `flow_model::schema()` by generate.mjs. */',
  style: { singleQuote: true, printWidth: 120 },
});
writeFileSync(new URL('src/document.ts', here), types);
