import assert from "node:assert/strict";
import { request } from "node:http";
import { CreateRoleCommand } from "@aws-sdk/client-iam";
import { CreateOrganizationalUnitCommand } from "@aws-sdk/client-organizations";
import fc from "fast-check";
import { startSandbox, type Sandbox } from "../../../dev/sandbox/server/server";
import { services } from "../../../dev/sandbox/services";
import { modelOf } from "../../../dev/sandbox/wire/schema";
import { clients } from "../../support/sandboxClients";

interface Answer {
  status: number;
  body: string;
}

describe("the sandbox under hostile requests", function () {
  this.timeout(120_000);
  let sandbox: Sandbox;
  before(async () => void (sandbox = await startSandbox()));
  after(() => sandbox.close());

  /** A signed request as it stands: no SDK between. */
  function send(service: string, body: string, headers: Record<string, string> = {}, path = "/", method = "POST"): Promise<Answer> {
    const scope = `${sandbox.adminCredentials.accessKeyId}/20260101/eu-central-1/${service}/aws4_request`;
    const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=00`;
    return raw(path, method, { authorization, ...headers }, body);
  }

  function raw(path: string, method: string, headers: Record<string, string>, body = ""): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const outgoing = request({ host: "127.0.0.1", port: sandbox.port, path, method, headers }, (incoming) => {
        let text = "";
        incoming.setEncoding("utf8").on("data", (part: string) => (text += part));
        incoming.on("end", () => resolve({ status: incoming.statusCode ?? 0, body: text }));
      });
      // An answer may come before the whole request is read; then the rest has nowhere to go.
      outgoing.on("error", (error: NodeJS.ErrnoException) =>
        error.code === "EPIPE" || error.code === "ECONNRESET" ? undefined : reject(error),
      );
      outgoing.end(body);
    });
  }

  const odd = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      fc.constantFrom<unknown>(
        null,
        true,
        0,
        -1,
        1e308,
        9007199254740993,
        "",
        "\u0000",
        "\ud800",
        "2026-99-99T00:00:00Z",
        "a".repeat(2000),
        [],
        {},
      ),
      fc.string({ unit: "binary" }),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom("__proto__", "constructor", "toString", "Key", "Value", "member", "unusedAccess"), tie("value"), {
        maxKeys: 3,
      }),
    ),
  })).value;

  for (const service of services) {
    it(`${service.signingName}: odd values in any member are answered as AWS does, never as a defect`, async () => {
      const operations = [...modelOf(service).operations.values()].filter(({ name }) => Object.hasOwn(service.operations, name));
      const request = fc.constantFrom(...operations).chain((operation) => {
        const members = operation.input.isUnitSchema() ? [] : [...operation.input.structIterator()].map(([name]) => name);
        return fc.tuple(fc.constant(operation), members.length === 0 ? fc.constant({}) : fc.dictionary(fc.constantFrom(...members), odd));
      });
      await fc.assert(
        fc.asyncProperty(request, async ([operation, input]) => {
          const { status, body } = await sent(operation.name, operation.http, input);
          assert.ok(status < 500 || status === 501, `${operation.name} ${JSON.stringify(input)}: ${status} ${body}`);
          assert.doesNotMatch(body, /The sandbox failed/, `${operation.name} ${JSON.stringify(input)}`);
        }),
        { numRuns: 150 },
      );
    });

    function sent(name: string, http: { method: string; path: string } | undefined, input: object): Promise<Answer> {
      if (http !== undefined && service.protocol.startsWith("rest"))
        return send(
          service.signingName,
          JSON.stringify(input),
          { "content-type": "application/json" },
          http.path.replaceAll(/\{[^}]*\}/g, "x"),
          http.method,
        );
      if (service.protocol === "query") {
        const form = new URLSearchParams({ Action: name });
        for (const [key, value] of Object.entries(input)) form.append(`${key}.member.1`, JSON.stringify(value) ?? "");
        for (const [key, value] of Object.entries(input))
          form.append(key, typeof value === "string" ? value : (JSON.stringify(value) ?? ""));
        return send(service.signingName, form.toString(), { "content-type": "application/x-www-form-urlencoded" });
      }
      return send(service.signingName, JSON.stringify(input), {
        "x-amz-target": `Service.${name}`,
        "content-type": "application/x-amz-json-1.1",
      });
    }
  }

  it("JSON that is none, is of another type or nested without end is a SerializationException", async () => {
    const target = { "x-amz-target": "AWSOrganizationsV20161128.ListAccounts", "content-type": "application/x-amz-json-1.1" };
    for (const body of [
      "{",
      "[]x",
      '{"MaxResults":"many"}',
      '{"NextToken":{"a":1}}',
      `${'{"NextToken":'.repeat(20_000)}1${"}".repeat(20_000)}`,
    ]) {
      const answer = await send("organizations", body, target);
      assert.equal(answer.status, 400, body.slice(0, 40));
      assert.match(answer.body, /SerializationException/, body.slice(0, 40));
    }
  });

  it("a form of many fields and lists is read once", async () => {
    const form = new URLSearchParams({ Action: "TagRole", RoleName: "x" });
    for (let index = 1; index <= 40_000; index++) form.append(`Tags.member.${index}.Key`, `k${index}`);
    const { status } = await send("iam", form.toString(), { "content-type": "application/x-www-form-urlencoded" });
    assert.ok(status >= 400 && status < 500);
  });

  it("a body without end is refused", async () => {
    const { status, body } = await send("organizations", "x".repeat(5 * 1024 * 1024));
    assert.equal(status, 413);
    assert.match(body, /RequestEntityTooLarge/);
    assert.equal((await raw("/_sandbox/health", "GET", {})).status, 200);
  });

  it("names that XML cannot carry are refused", async () => {
    const { iam, organizations } = clients(sandbox);
    const refused = (name: string) => ({ name: "Error", test: (error: Error) => error.name === name });
    await assert.rejects(
      iam.send(new CreateRoleCommand({ RoleName: "a", AssumeRolePolicyDocument: "{}", Description: "\u0001" })),
      (error: Error) => refused("ValidationError").test(error),
    );
    await assert.rejects(
      organizations.send(new CreateOrganizationalUnitCommand({ ParentId: "r-demo", Name: "a\u0000b" })),
      (error: Error) => refused("InvalidInputException").test(error),
    );
  });

  it("the control plane answers loopback names only", async () => {
    for (const host of ["127.0.0.1:80", "localhost", "[::1]:1"])
      assert.equal((await raw("/_sandbox/health", "GET", { host })).status, 200, host);
    for (const host of ["attacker.example", "127.0.0.1.attacker.example", "localhost.attacker.example:80"])
      assert.equal((await raw("/_sandbox/health", "GET", { host })).status, 403, host);
  });
});
