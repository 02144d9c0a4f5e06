import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commentMarker } from "../../scripts/plan/comment";
import { githubFolder } from "../support/pullRequest";
import { readWorkflow, runGithubScript } from "../support/workflowSteps";

const script = String(
  readWorkflow(join(githubFolder, "access-analyzer-comment.yml")).jobs["comment"]?.steps.at(-1)?.with?.["script"] ?? "",
);
const head = "a".repeat(40);
const bot = { login: "github-actions[bot]" };
const report = `${commentMarker}\n\n### Access analyzers: 1 added\n`;

// The script of access-analyzer-comment.yml, with GitHub's API in memory.
describe("the comment workflow", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "comment-"));
    mkdirSync(join(folder, "comment"));
    write("number.txt", "7\n");
    write("comment.md", report);
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const write = (name: string, text: string) => writeFileSync(join(folder, "comment", name), text);

  it("writes one comment, and that one again", async () => {
    assert.deepEqual(await run(), [["create", 7, report]]);
    const comments = [
      { id: 1, user: { login: "somebody" }, body: report },
      { id: 2, user: bot, body: "another tool" },
      { id: 3, user: bot, body: `${commentMarker} older` },
    ];
    assert.deepEqual(await run({ comments }), [["update", 3, report]]);
  });

  it("writes nothing for another pull request than the run's, or an older commit of it", async () => {
    assert.deepEqual(await run({ sha: "b".repeat(40) }), []);
  });

  it("does not show what a pull request that changes the pipeline says of itself", async () => {
    for (const files of [
      [{ filename: ".github/workflows/access-analyzer-review.yml" }],
      [{ filename: "x.yml", previous_filename: ".github/workflows/access-analyzer-review.yml" }],
      Array.from({ length: 3000 }, (_, index) => ({ filename: `${index}` })),
    ]) {
      const [[what, number, body = ""] = []] = await run({ files });
      assert.deepEqual([what, number], ["create", 7]);
      assert.match(String(body), /^<!-- access-analyzer-org -->\n\n\*\*Not shown: this pull request changes files under \.github/);
      assert.doesNotMatch(String(body), /Access analyzers/);
    }
  });

  it("refuses what is no number, no report, too long or no file", async () => {
    for (const number of ["", "0", "7; rm -rf", "../8", "12345678901", "7\n8", "-1", "1e3"]) {
      write("number.txt", number);
      await assert.rejects(run(), /is no number|is no file/, number);
    }
    write("number.txt", "7");
    write("comment.md", "no marker");
    await assert.rejects(run(), /does not begin as the report does/);
    write("comment.md", commentMarker + "x".repeat(65_536));
    await assert.rejects(run(), /is no file of at most 65536 bytes/);
    rmSync(join(folder, "comment", "comment.md"));
    symlinkSync("/etc/hostname", join(folder, "comment", "comment.md"));
    await assert.rejects(run(), /is no file of at most/);
  });

  /** What was written: create or update, which, and the text. */
  async function run({ sha = head, files = [{ filename: "organization.yaml" }] as object[], comments = [] as object[] } = {}) {
    const written: unknown[][] = [];
    const lists = { listFiles: () => files, listComments: () => comments };
    const github = {
      paginate: async (list: () => unknown) => list(),
      rest: {
        pulls: { get: async () => ({ data: { head: { sha } } }), listFiles: lists.listFiles },
        issues: {
          listComments: lists.listComments,
          updateComment: async ({ comment_id, body }: { comment_id: number; body: string }) => written.push(["update", comment_id, body]),
          createComment: async ({ issue_number, body }: { issue_number: number; body: string }) =>
            written.push(["create", issue_number, body]),
        },
      },
    };
    const context = { repo: { owner: "example", repo: "analyzers" }, payload: { workflow_run: { head_sha: head } } };
    await runGithubScript(script, { github, context, core: { notice: () => undefined }, folder });
    return written;
  }
});
