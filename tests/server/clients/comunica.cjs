// Asks an endpoint through Comunica, which finds out by itself what stands there: node comunica.cjs ENDPOINT QUERY → the bindings as JSON, a line each.
"use strict";
const { QueryEngine } = require("@comunica/query-sparql");

async function main(endpoint, query) {
  const bindings = await new QueryEngine().queryBindings(query, { sources: [endpoint] });
  for (const row of await bindings.toArray()) {
    console.log(JSON.stringify(Object.fromEntries([...row].map(([variable, term]) => [variable.value, term.value]))));
  }
}

main(...process.argv.slice(2)).catch((error) => { console.error(error); process.exit(1); });
