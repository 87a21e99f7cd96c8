/** Plain and self-contained: the system's own fonts, light or dark as the reader's machine is. */
export const style = `
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5b6675; --paper: #f7f8fa; --card: #fff; --line: #d9dee5;
  --yes: #2f8f5b; --no: #e8ebef; --bad: #b3261e; --accent: #2d5fb3; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ee; --soft: #9aa5b4; --paper: #12161c; --card: #1a2029;
  --line: #2e3743; --yes: #4bb37b; --no: #27303b; --bad: #ff8a80; --accent: #86b1f5; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.55 system-ui, sans-serif; }
header, main { max-width: 1280px; margin: 0 auto; padding: 0 20px; }
header { padding-top: 32px; }
h1 { margin: 0; font-size: 28px; letter-spacing: -0.01em; } h2 { margin: 0 0 8px; font-size: 22px; }
h2 small { font-size: 14px; font-weight: 400; color: var(--soft); margin-left: 6px; } h3 { margin: 28px 0 8px; font-size: 16px; }
header p, .note, caption span, .tree span, small { color: var(--soft); } header p { margin: 4px 0 12px; }
p { margin: 6px 0 12px; } .note { font-size: 13px; }
nav a { display: inline-block; margin: 0 8px 8px 0; padding: 4px 14px; border: 1px solid var(--line); border-radius: 999px;
  background: var(--card); color: var(--accent); text-decoration: none; }
article { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 24px; margin: 16px 0 32px; }
.bad { color: var(--bad); white-space: pre-wrap; overflow-wrap: anywhere; }
.issues { white-space: pre-wrap; overflow-wrap: anywhere; font: 13px/1.5 ui-monospace, monospace; margin: 0;
  padding: 10px 14px; border-left: 3px solid #d9a200; background: var(--paper); }
svg { display: block; width: 100%; height: auto; } svg.narrow { display: none; }
svg text { font: 12.5px system-ui, sans-serif; fill: var(--soft); } svg .title { font-size: 15px; font-weight: 600; fill: var(--ink); }
.box { fill: var(--paper); stroke: var(--accent); stroke-width: 1.5; } .given { stroke-dasharray: 5 4; stroke: var(--soft); }
.frame { fill: none; stroke: var(--line); stroke-width: 1.5; }
.line { fill: none; stroke: var(--soft); stroke-width: 1.5; } .head { fill: var(--soft); }
.scroll { overflow-x: auto; } table { border-collapse: collapse; } .list { width: 100%; }
.list th, .list td { text-align: left; padding: 6px 12px 6px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
.list th { font-weight: 600; color: var(--soft); font-size: 13px; }
code { font: 13px ui-monospace, monospace; } dt { margin-top: 10px; font-weight: 600; } dd { margin: 0; color: var(--soft); }
dd code { display: block; overflow-wrap: anywhere; } summary { cursor: pointer; margin-top: 10px; }
.grids { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 490px), 1fr)); gap: 20px 40px; }
.grid { width: 100%; align-self: start; } caption { text-align: left; padding: 4px 0; } caption span { font-size: 13px; }
.grid th { font-weight: 400; font-size: 13px; text-align: left; } .grid thead th { color: var(--soft); text-align: center; }
.grid thead th:first-child { text-align: left; } .grid td { text-align: center; }
.grid td, .grid th { padding: 4px 2px; border-top: 1px solid var(--line); }
.squares { display: inline-grid; grid-template-columns: repeat(2, 1fr); gap: 2px; vertical-align: middle; }
.square { display: inline-block; width: 13px; height: 13px; border-radius: 3px; background: var(--no); border: 1px solid var(--line);
  font: 600 9px/11px system-ui; text-align: center; color: var(--card); vertical-align: middle; }
.square.yes { background: var(--yes); border-color: var(--yes); }
.legend { font-size: 13px; display: flex; flex-wrap: wrap; gap: 4px 14px; align-items: center; }
.said { padding: 8px 14px; border-left: 3px solid var(--accent); background: var(--paper); overflow-wrap: anywhere; }
.reach { table-layout: fixed; margin-bottom: 14px; } .reach tbody th { font-weight: 500; color: var(--ink); overflow-wrap: anywhere; }
.reach th:first-child { width: 24%; } .targets { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: 4px 6px; }
.targets li { font: 12px/1.5 ui-monospace, monospace; padding: 0 6px; border: 1px solid var(--line); border-radius: 4px;
  overflow-wrap: anywhere; } .nothing { font-size: 13px; color: var(--soft); }
.targets.yes li { border-color: var(--yes); } .targets.no li { color: var(--soft); border-style: dashed; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 330px), 1fr)); gap: 20px 32px; align-items: start; }
.facts { table-layout: fixed; } .facts tbody th { width: 112px; } .facts td { font-size: 13px; overflow-wrap: anywhere; }
.facts th b, .facts th span { display: block; overflow-wrap: anywhere; } .facts th b { color: var(--ink); font-weight: 500; } .facts th span { font-weight: 400; }
.facts ul { margin: 0; padding-left: 16px; } .facts.access tbody th, .facts.access thead th:first-child { width: 34%; }
.tree, .tree ul { list-style: none; margin: 0; padding-left: 18px; } .tree { padding-left: 0; }
.tree b { font-weight: 500; overflow-wrap: anywhere; } .tree summary { margin: 0; } .tree ul { border-left: 1px solid var(--line); margin-left: 5px; }
caption span, .tree b + span { margin-left: 6px; }
.tree em { font: 11px ui-monospace, monospace; color: var(--accent); border: 1px solid var(--line); border-radius: 4px;
  padding: 0 5px; margin-left: 5px; overflow-wrap: anywhere; }
@media (max-width: 860px) { svg.wide { display: none; } svg.narrow { display: block; max-width: 440px; } }
@media (max-width: 640px) { header, main { padding-left: 12px; padding-right: 12px; } article { padding: 16px; }
  .reach th:first-child { width: 27%; } .list.reach th, .list.reach td { padding-right: 8px; } .reach tbody th { font-size: 12px; }
  .access thead { display: none; } .access th[scope=row], .access td { display: block; width: auto !important; }
  .access th[scope=row] { border-bottom: 0; padding-bottom: 0; } .targets li { font-size: 11px; padding: 0 4px; } .grid thead th { font-size: 10px; } .grid th { font-size: 11.5px; }
  .square { width: 11px; height: 11px; line-height: 9px; } }
@media print { article { break-inside: avoid-page; } }
`;
