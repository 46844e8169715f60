// Compile the schemas of the OpenAPI document with Ajv, and validate answers: document, JSON.
import { readFileSync } from "node:fs";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const [document, answers] = process.argv.slice(2).map((path) => JSON.parse(readFileSync(path, "utf8")));
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(document, "openapi.json");
const faults = [];
for (const name of Object.keys(document.components.schemas)) {
  try {
    const validate = ajv.compile({ $ref: `openapi.json#/components/schemas/${name}` });
    if (name in answers && !validate(answers[name])) faults.push([name, ajv.errorsText(validate.errors)]);
  } catch (error) {
    faults.push([name, error.message]);
  }
}
console.log(JSON.stringify(faults));
