import assert from "node:assert/strict";
import type { Inventory } from "../../../domain/inventory/inventory";
import { configuration, inventory, management, member } from "../../support/organization";
import { changeAccount, places, reasons } from "../../support/planned";

describe("coveragePlan", () => {
  describe("lets the most specific override win", () => {
    const tagged = (inventory: Inventory) =>
      changeAccount(
        changeAccount(inventory, management, (account) => ({ ...account, ou: "Workloads/Pro" })),
        member,
        (account) => ({
          ...account,
          ou: "Workloads/Prod",
          tags: { read: { stage: "prod" } },
        }),
      );
    const cases: { title: string; overrides: string; covered: boolean }[] = [
      {
        title: "the deeper OU over the one around it",
        overrides:
          "- { where: { ou: Workloads/Prod }, account: { enabled: true } }\n- { where: { ou: Workloads }, account: { enabled: false } }",
        covered: true,
      },
      {
        title: "the OU around it where the deeper one says nothing",
        overrides:
          "- { where: { ou: Workloads/Prod }, unusedAccess: { enabled: false } }\n- { where: { ou: Workloads }, account: { enabled: false } }",
        covered: false,
      },
      {
        title: "nobody where an OU's name only begins alike",
        overrides: "- { where: { ou: Workloads/Pro }, account: { enabled: false } }",
        covered: true,
      },
      {
        title: "a tag over an OU",
        overrides:
          "- { where: { tag: { key: stage, value: prod } }, account: { enabled: true } }\n- { where: { ou: Workloads/Prod }, account: { enabled: false } }",
        covered: true,
      },
      {
        title: "a tag's key alone, whatever the value",
        overrides: "- { where: { tag: { key: stage } }, account: { enabled: false } }",
        covered: false,
      },
      {
        title: "the account over a tag",
        overrides: `- { where: { tag: { key: stage } }, account: { enabled: true } }\n- { where: { account: "${member}" }, account: { enabled: false } }`,
        covered: false,
      },
      {
        title: "nobody where the tag has another value",
        overrides: "- { where: { tag: { key: stage, value: dev } }, account: { enabled: false } }",
        covered: true,
      },
    ];
    for (const { title, overrides, covered } of cases) {
      it(title, () => {
        const config = configuration(`overrides:\n${overrides}\n`);
        assert.equal(
          places(config, tagged(inventory()), "ACCOUNT").some((place) => place.startsWith(member)),
          covered,
        );
      });
    }

    it("a less specific exemption where the more specific one has run out", () => {
      const config = configuration(`overrides:
- { where: { account: "${member}" }, exempt: { reason: old, owner: a, until: 2026-11-21 } }
- { where: { ou: Workloads }, exempt: { reason: standing, owner: b } }
`);
      assert.match(reasons(config, tagged(inventory()), member)[0] ?? "", /exempt standing$/);
    });
  });

  it("leaves out Regions that any override excludes for the account, and its other Regions stay", () => {
    const config = configuration(`overrides:
- { where: { account: "${member}" }, regions: { exclude: [{ name: us-east-1, reason: denied to it }] } }
- { where: { ou: Workloads }, regions: { exclude: [{ name: us-east-1, reason: denied to all }, { name: eu-west-1, reason: unused }] } }
`);
    const live = changeAccount(inventory(), member, (account) => ({ ...account, ou: "Workloads/Prod" }));
    assert.deepEqual(reasons(config, live, member), [
      "eu-west-1 ACCOUNT regionExcluded unused",
      "us-east-1 ACCOUNT regionExcluded denied to it",
    ]);
    assert.ok(places(config, live, "ACCOUNT").includes(`${member} eu-central-1`));
    assert.ok(places(config, live, "ACCOUNT").includes(`${management} us-east-1`));
    assert.equal(places(config, live, "ORGANIZATION").length, 3);
  });
});
