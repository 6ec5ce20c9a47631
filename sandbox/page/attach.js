// A file from this computer, for a message: chosen by a button beside the composer.
import { h, icon } from "./dom.js";

/** A button that asks for files and hands them over as `send([{name, mimetype, base64}])`. */
export function attachButton(name, send) {
  const input = h("input", { type: "file", multiple: true, hidden: true, data: { focus: name } });
  const button = h(
    "button",
    {
      type: "button",
      class: "tool tool-attach",
      wordLabel: "attach",
      wordTitle: "attach",
      on: { click: () => input.click() },
    },
    icon("attach"),
  );
  input.addEventListener("change", async () => {
    const files = await Promise.all([...input.files].map(coded));
    input.value = "";
    if (files.length) await send(files);
  });
  return [button, input];
}

async function coded(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000)
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return { name: file.name, mimetype: file.type, base64: btoa(text) };
}
