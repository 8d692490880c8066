// Entry point of every page. Pages work without it; what it adds is wired here.

import * as drafts from "./drafts.js";
import * as fragments from "./fragments.js";
import * as keys from "./keys.js";
import * as theme from "./theme.js";
import { adopt } from "./toast.js";

theme.start();
keys.start();
drafts.start();
fragments.start();
adopt();
document.addEventListener("annotate:swap", adopt);

// Files: players, pictures, handing in. They come with a page or with a part of one that is swapped in.
const files = () => {
  if (document.querySelector("[data-player]")) import("./player.js").then((module) => module.start());
  if (document.querySelector("[data-draw]")) import("./region.js").then((module) => module.start());
  if (document.querySelector("[data-upload]")) import("./upload.js").then((module) => module.start());
};
files();
document.addEventListener("annotate:swap", files);

// The page where the work is done brings its own module; other pages do not load it.
if (document.querySelector("#text")) import("./article.js").then((page) => page.start?.());
