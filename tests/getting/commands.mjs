/** Prints the workflow commands that GitHub's own library makes of the rows of `check --format json`. */

import { error, notice, warning } from "@actions/core";

const say = { error, warning, information: notice, hint: notice };

for (const row of JSON.parse(process.argv[2])) {
  const related = row.related.map((place) => `\nline ${place.line}: ${place.message}`);
  const columns = row.line === row.end_line ? { startColumn: row.column, endColumn: row.end_column } : {};
  const endLine = row.line === row.end_line ? {} : { endLine: row.end_line };
  const title = `memlens: ${row.code}`;
  say[row.severity](row.message + related.join(""), { title, file: row.path, startLine: row.line, ...endLine, ...columns });
}
