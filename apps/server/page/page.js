// The page asks what any caller could ask. What comes from the server is only ever put in as text.
"use strict";

const byId = (id) => document.getElementById(id);

function element(name, text, ...children) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  made.append(...children);
  return made;
}

async function ask(path, options = {}) {
  const key = byId("key").value.trim();
  const headers = { ...(key ? { Authorization: `Bearer ${key}` } : {}), ...options.headers };
  const answer = await fetch(path, { ...options, headers });
  const body = await answer.json();
  if (answer.ok) return body;
  throw new Error(`${body.title}: ${body.detail}`);
}

function row(...cells) {
  return element("tr", "", ...cells.map((cell) => element("td", cell)));
}

async function showOperations() {
  const api = await ask("/openapi.json");
  const rows = [];
  for (const [path, methods] of Object.entries(api.paths))
    for (const [method, operation] of Object.entries(methods))
      if (operation.summary)
        rows.push(row(`${method.toUpperCase()} ${path}`, operation.summary,
          (operation.security || []).flatMap((way) => way.key).join(" or ") || "none"));
  byId("operations").replaceChildren(...rows);
}

/// A field for each thing that a request may say. Where a key is needed they come once there is one.
async function showRules() {
  const rules = await ask("/v1/rulebook");
  byId("rules").textContent = `${rules.title} (${rules.name}), ${rules.actions.length} actions, rules ${rules.hash.slice(0, 12)}`;
  const fields = rules.request.map((field) => {
    const input = element("input");
    input.id = `request-${field.name}`;
    input.name = field.name;
    input.autocomplete = "off";
    const label = element("label", `${field.title || field.name}: ${field.type}`);
    label.htmlFor = input.id;
    const part = element("p", "", label, input);
    part.className = "field";
    if (field.members && field.members.length > 0) {
      const list = element("datalist", "", ...field.members.map((member) => element("option", member)));
      list.id = `${input.id}-members`;
      input.setAttribute("list", list.id);
      part.append(list);
    }
    return part;
  });
  byId("request").replaceChildren(element("legend", "Request"), ...fields);
  byId("request").hidden = fields.length === 0;
}

function offeredItem(action) {
  const item = element("li", "", element("strong", action.title || action.action));
  item.append(` ${[action.action, action.channel, action.priority && `priority ${action.priority}`].filter(Boolean).join(" · ")}`);
  for (const text of action.texts) item.append(element("div", text.text));
  for (const reason of action.because) {
    const line = element("div", reason);
    line.className = "quiet";
    item.append(line);
  }
  return item;
}

function show(decision) {
  byId("offered").replaceChildren(...decision.offered.map(offeredItem));
  const withheld = decision.withheld || [];
  byId("withheld").replaceChildren(...withheld.map((action) =>
    row(action.action, action.stage, action.reason, action.path ? `${action.path}:${action.line}` : "")));
  byId("withheld-part").hidden = withheld.length === 0;
  byId("raw").textContent = JSON.stringify(decision, null, 2);
  byId("answer").hidden = false;
  const degraded = decision.degraded ? `, degraded: ${decision.degraded}` : "";
  say(`${decision.offered.length} offered, ${decision.withheld_count} withheld${degraded}.`, false);
}

function say(text, isWrong) {
  byId("status").textContent = text;
  byId("status").className = isWrong ? "wrong" : "";
}

async function decide(event) {
  event.preventDefault();
  const request = {};
  for (const input of byId("request").querySelectorAll("input")) if (input.value.trim()) request[input.name] = input.value.trim();
  const asked = { customer: byId("customer").value.trim(), request, why: byId("why").checked, deadline_ms: 10000 };
  say("Deciding …", false);
  try {
    show(await ask("/v1/decisions", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(asked) }));
    byId("offered-title").focus();
  } catch (error) {
    byId("answer").hidden = true;
    say(error.message, true);
  }
}

byId("form").addEventListener("submit", decide);
byId("key").addEventListener("change", () => showRules().catch((error) => say(error.message, true)));
showOperations().catch((error) => say(error.message, true));
showRules().catch(() => say("The rules can be seen with a key.", false));
