import assert from "node:assert/strict";
import { parseConfiguration } from "../../domain/configuration/parseConfiguration";
import { ConfigurationError } from "../../domain/errors";

/** What every configuration begins with. */
export const header = `version: 1
organization: { management: "111111111111", delegatedAdministrator: "222222222222", homeRegion: eu-central-1 }
`;

/** Fails unless the configuration is refused with such a message; the file is called o.yaml. */
export function refuses(yaml: string, expected: RegExp): void {
  assert.match(messageOf(yaml), expected);
}

export function messageOf(yaml: string): string {
  try {
    parseConfiguration(yaml, "o.yaml");
  } catch (error) {
    assert.ok(error instanceof ConfigurationError, String(error));
    return error.message;
  }
  return assert.fail("the configuration was taken");
}
