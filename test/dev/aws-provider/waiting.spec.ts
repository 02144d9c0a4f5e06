import assert from "node:assert/strict";
import { PartlyCreated } from "../../../dev/aws-provider/resourceType";
import { retrying } from "../../../dev/aws-provider/waiting";

describe("a creation that is refused for a reason that passes", () => {
  const before = process.env["AWS_PROVIDER_WAITING"];
  beforeEach(() => void (process.env["AWS_PROVIDER_WAITING"] = "0"));
  afterEach(() => {
    if (before === undefined) delete process.env["AWS_PROVIDER_WAITING"];
    else process.env["AWS_PROVIDER_WAITING"] = before;
  });
  const retry = { on: /is not authorized/, milliseconds: 120_000 };
  const never = new AbortController().signal;

  /** Fails with these, one after the other, and then answers with the number of calls. */
  const failing = (...errors: Error[]) => {
    let calls = 0;
    const call = () => {
      const error = errors[calls++];
      return error ? Promise.reject(error) : Promise.resolve(calls);
    };
    return { call, calls: () => calls };
  };

  it("is tried again until it succeeds", async () => {
    const { call } = failing(new Error("role x is not authorized"), new Error("role x is not authorized"));
    assert.equal(await retrying(retry, never, call), 3);
  });

  it("is given up after two minutes", async () => {
    const { call, calls } = failing(...Array.from({ length: 100 }, () => new Error("is not authorized")));
    await assert.rejects(retrying(retry, never, call), /is not authorized/);
    assert.ok(calls() > 10 && calls() < 30, String(calls()));
  });

  it("is not repeated for another reason, without a retry, after an interrupt, or where a part was created", async () => {
    const cases: [Error, typeof retry | undefined, AbortSignal][] = [
      [new Error("AlreadyExists"), retry, never],
      [new Error("is not authorized"), undefined, never],
      [new Error("is not authorized"), retry, AbortSignal.abort()],
      [new PartlyCreated("id", new Error("account 4: is not authorized")), retry, never],
    ];
    for (const [error, how, signal] of cases) {
      const { call, calls } = failing(error);
      await assert.rejects(retrying(how, signal, call));
      assert.equal(calls(), 1, error.message);
    }
  });

  it("refuses a factor that is no number", async () => {
    process.env["AWS_PROVIDER_WAITING"] = "fast";
    await assert.rejects(
      retrying(retry, never, failing(new Error("is not authorized")).call),
      /AWS_PROVIDER_WAITING is "fast", expected a number/,
    );
  });
});
