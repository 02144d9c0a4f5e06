import assert from "node:assert/strict";
import { InputError } from "../../../domain/errors";
import { accountId } from "../../../domain/identifiers";
import { formatStackName, parseStackName, type StackRole } from "../../../domain/plan/stackName";

describe("a stack's name", () => {
  const roles: StackRole[] = [{ kind: "management" }, { kind: "security" }, { kind: "member", account: accountId("444455556666") }];
  for (const role of roles) {
    it(`${formatStackName(role)} says what to roll out`, () => {
      assert.deepEqual(parseStackName(formatStackName(role)), role);
    });
  }

  for (const name of ["dev", "member-", "member-12345", "member-4444555566667", "Management", "member-44445555666x", ""]) {
    it(`"${name}" is refused, with what is allowed`, () => {
      assert.throws(
        () => parseStackName(name),
        (error) =>
          error instanceof InputError &&
          error.message.includes(`"${name}"`) &&
          /"management", "security" and "member-<account id>"/.test(error.message),
      );
    });
  }
});
