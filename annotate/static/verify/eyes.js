// Four eyes: nobody whose work is shown approved what they had worked on since the approval before.

import { nameOf } from "./commitments.js";
import { now } from "./replay.js";
import { key } from "./values.js";
import { plainly } from "./words.js";

/** A fault for every approval by somebody who worked on the claim. */
export function checkFourEyes({ report, replay, found }) {
  for (const { id, number } of report.claims) {
    const told = (replay.told.get(id) ?? []).filter(({ seq }) => seq);
    const around = bearing(id, replay);
    let since = { seq: 0, at: "" };
    for (const approval of told.filter(({ event }) => event.action === "claim:state:approve")) {
      const { actor, at } = approval.event;
      const own = told.filter(({ seq }) => since.seq < seq && seq < approval.seq);
      const late = around.filter(({ event }) => since.at < event.at && event.at <= at);
      for (const work of [...own, ...late]) {
        if (work.event.work && work.event.actor.id === actor.id) {
          const what = `${nameOf(approval.event)} approved claim ${plainly(number)} and had worked on it in ${work.where}`;
          found.fault(approval.where, what);
        }
      }
      since = { seq: approval.seq, at };
    }
  }
}

/** Entries that changed what a claim stands against, or a source while the claim cited it. */
function bearing(claim, replay) {
  const against = replay.bearing.get(claim) ?? [];
  const cited = replay.of("citation", claim).flatMap((citation) => {
    const since = now(citation, "created_at");
    return (replay.bearing.get(key(now(citation, "source_id"))) ?? []).filter(({ event }) => event.at >= since);
  });
  return [...against, ...cited];
}
