// Mocha's spec reporter, with the totals and what failed written to a file for test/run.js.
"use strict";
const { writeFileSync } = require("node:fs");
const Mocha = require("mocha");

module.exports = class extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once(Mocha.Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures, pending } = this.stats;
      const file = process.env.TEST_SUMMARY_FILE;
      const failed = this.failures.map((test) => `${test.titlePath().join(": ")}: ${test.err?.message ?? test.err}`);
      // What still holds the process a minute later holds it for ever: a defect, and no reason to wait.
      setTimeout(() => process.exit(1), 60_000).unref();
      if (file) writeFileSync(file, JSON.stringify({ passed: passes, failed: failures, skipped: pending, failures: failed }));
    });
  }
};
