// Pictures, only from this machine or written into the message itself: the page loads nothing from elsewhere.
import { h, icon } from "./dom.js";

const HERE = ["127.0.0.1", "localhost", "[::1]", location.hostname];

function isLocal(address) {
  if (/^data:image\/(png|jpeg|gif|webp|svg\+xml)[;,]/i.test(address)) return true;
  try {
    const url = new URL(address, location.href);
    return /^https?:$/.test(url.protocol) && HERE.includes(url.hostname);
  } catch {
    return false;
  }
}

/** An image element of Slack ({image_url | slack_file, alt_text}), or its words where it may not be loaded. */
export function picture({ image_url, slack_file, alt_text }, kind) {
  const address = image_url ?? slack_file?.url ?? "";
  const words = () => h("span", { class: "file" }, icon("file"), alt_text || address || "?");
  if (!isLocal(address)) return words();
  const image = h("img", {
    src: address,
    alt: alt_text ?? "",
    class: kind,
    loading: "lazy",
    referrerpolicy: "no-referrer",
  });
  image.addEventListener("error", () => image.replaceWith(words()));
  return image;
}
