import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { postSigned } from "../../../aws/findings/signedPost";

describe("a post to an HTTPS endpoint", () => {
  let server: Server;
  let answer: { status: number; headers?: Record<string, string> };
  const received: { url: string | undefined; headers: IncomingHttpHeaders; body: string }[] = [];

  before(async () => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        received.push({ url: request.url, headers: request.headers, body: Buffer.concat(chunks).toString() });
        response.writeHead(answer.status, answer.headers).end("thanks");
      });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  beforeEach(() => {
    received.length = 0;
    answer = { status: 204 };
  });
  after(() => server.close());

  const url = "https://events.example.com/hook?key=hidden";
  const now = new Date("2026-11-27T10:00:00.500Z");
  const message = { url, secret: "shared", body: '{"kind":"opened"}', id: "f1:1:pager", now };
  /** The endpoint's name leads to the loopback server, which speaks no TLS. */
  const toLoopback: typeof fetch = (input, init) => {
    const { port } = server.address() as AddressInfo;
    return fetch(String(input).replace("https://events.example.com", `http://127.0.0.1:${port}`), init);
  };

  it("carries the message, its id, when it was sent, and a signature over both that the receiver can make as well", async () => {
    await postSigned(message, toLoopback);
    const [{ headers, body, url: path } = assert.fail("nothing was posted")] = received;
    assert.equal(path, "/hook?key=hidden");
    assert.equal(body, message.body);
    assert.equal(headers["content-type"], "application/json");
    assert.equal(headers["x-access-analyzer-org-id"], "f1:1:pager");
    assert.equal(headers["x-access-analyzer-org-timestamp"], "1795773600");
    const signed = createHmac("sha256", "shared").update(`1795773600.${body}`).digest("hex");
    assert.equal(headers["x-access-analyzer-org-signature"], `v1=${signed}`);
  });

  it("does not follow a redirect, and counts it as a refusal", async () => {
    answer = { status: 302, headers: { location: "/elsewhere" } };
    await assert.rejects(postSigned(message, toLoopback), /answered 302: redirects are not followed/);
    assert.equal(received.length, 1);
  });

  for (const status of [400, 429, 500]) {
    it(`is refused by an answer of ${status}`, async () => {
      answer = { status };
      await assert.rejects(postSigned(message, toLoopback), new RegExp(`answered ${status}\\.`));
    });
  }

  it("goes to https alone", async () => {
    await assert.rejects(postSigned({ ...message, url: "http://events.example.com" }, toLoopback), /does not begin with https/);
    assert.deepEqual(received, []);
  });

  it("says no URL where the endpoint cannot be reached", async () => {
    const unreachable: typeof fetch = () => fetch("http://127.0.0.1:1/hook?key=hidden");
    await assert.rejects(postSigned(message, unreachable), ({ message: said }: Error) => {
      assert.match(said, /could not be reached/);
      assert.doesNotMatch(said, /hidden|127\.0\.0\.1/);
      return true;
    });
  });
});
