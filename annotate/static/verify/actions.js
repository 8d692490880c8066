// Which actions may stand in a bundle, and which of them are work on a claim: whoever did them may not approve it.

/** Work. */
export const WORK = new Set([
  "claim:claim:mark", "claim:content:edit", "claim:status:change", "claim:spans:move", "claim:content:undo",
  "claim:content:restore", "claim:state:reopen", "claim:digest:refresh", "citation:citation:add",
  "citation:citation:edit", "citation:citation:withdraw", "citation:citation:restore", "source:source:add",
  "source:source:edit", "source:source:retire", "source:source:reinstate", "party:party:edit",
  "attachment:attachment:add", "attachment:attachment:edit", "attachment:attachment:withdraw",
  "attachment:attachment:restore", "answer:answer:add", "answer:answer:edit", "relation:relation:add",
  "relation:relation:edit", "relation:relation:withdraw", "relation:relation:restore", "lookup:lookup:add",
  "lookup:lookup:edit", "lookup:lookup:withdraw", "lookup:lookup:restore", "reply:reply:add", "reply:reply:edit",
  "reply:reply:withdraw", "reply:reply:restore",
]);

/** No work. */
export const REST = new Set([
  "article:article:add", "article:details:edit", "revision:text:freeze", "report:edition:publish",
  "claim:worthiness:change", "claim:state:submit", "claim:state:approve", "claim:state:restore",
  "review:decision:record", "party:party:add", "file:bytes:receive", "passkey:passkey:register",
  "passkey:passkey:retire", "party:text:erase", "attachment:text:erase",
]);
