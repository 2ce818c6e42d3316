// SPDX-License-Identifier: Apache-2.0
// Reads the CSV tables as RFC 4180 says, and as a spreadsheet would run them: every row as wide as
// the head, no cell a formula, typed heads as neo4j-admin wants them.   usage: csvcheck.cjs FOLDER
const fs = require("node:fs");
const path = require("node:path");
const { run, complain } = require("./check.cjs");

function parse(text) {
  const rows = [[]];
  for (let at = 0; at < text.length;) {
    const cell = text[at] === '"' ? /"((?:[^"]|"")*)"/y : /([^",\r\n]*)/y;
    cell.lastIndex = at;
    const found = cell.exec(text);
    if (!found) throw new Error(`a quote is never closed, at character ${at}`);
    rows.at(-1).push(found[1].replaceAll('""', '"'));
    at = cell.lastIndex;
    if (text[at] === ",") at += 1;
    else if (text.startsWith("\r\n", at)) {
      at += 2;
      if (at < text.length) rows.push([]);
    } else if (at < text.length) throw new Error(`neither comma nor line end at character ${at}`);
  }
  return rows;
}

const heads = {
  "csv/nodes.csv": /^Id,Label,timeset,/,
  "csv/edges.csv": /^Source,Target,Type,Weight,/,
  "csv/evidence.csv": /^Source,Target,relation,/,
  "neo4j/channels.csv":
    /^id:ID\(Channel\),label:string,(\w+:(string|long|double|int|float),)*:LABEL$/,
  "neo4j/succession.csv":
    /^:START_ID\(Channel\),:END_ID\(Channel\),(\w+:(string|long|double|int|float),)*:TYPE$/,
};

run("csvcheck", () => {
  const folder = process.argv[2];
  let cells = 0;
  for (const [name, head] of Object.entries(heads)) {
    const [place, base] = name.split("/");
    const file = fs.readdirSync(path.join(folder, place)).find((f) => f.endsWith(base)); // rehearsal-nodes.csv too
    const rows = parse(
      fs.readFileSync(path.join(folder, place, file), "utf8").replace(/^\ufeff/, ""),
    );
    if (!head.test(rows[0].join(","))) complain(`${name}: the head is ${rows[0].join(",")}`);
    if (rows.length < 2) complain(`${name} holds no row`);
    for (const [i, row] of rows.entries()) {
      if (row.length !== rows[0].length)
        complain(`${name}: row ${i + 1} has ${row.length} cells, not ${rows[0].length}`);
      for (const cell of row) {
        cells += 1;
        // A plain number may begin with a sign.
        if (
          i > 0 &&
          /^[\s\u0000-\u001f]*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r]/.test(cell) &&
          !/^-?\d+(\.\d+)?$/.test(cell)
        )
          complain(`${name}: a spreadsheet would run ${JSON.stringify(cell)}`);
      }
    }
  }
  return cells ? `${cells} cells in ${Object.keys(heads).length} tables` : "";
});
