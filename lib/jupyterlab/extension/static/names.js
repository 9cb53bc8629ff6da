// Says to a screen reader what ipywidgets and ipympl leave unsaid: the names of sliders, of their number fields, of
// play buttons and of the picture. No trait of a widget reaches those elements, hence this small JupyterLab extension.
// It is plain JavaScript, loaded as it stands here: nothing to build.
(() => {
  const PLAY = { "fa-play": "Play", "fa-pause": "Pause", "fa-stop": "Stop", "fa-retweet": "Repeat" };

  const set = (element, attribute, value) => {
    if (element && value && element.getAttribute(attribute) !== value) element.setAttribute(attribute, value);
  };

  // "w, recurrent weight": what stands before a control, then its tooltip.
  const nameOf = widget => {
    const label = widget.querySelector(".widget-label");
    const words = [label?.textContent.trim(), label?.title || widget.querySelector("select")?.title];
    return [...new Set(words)].filter(text => text && text !== "null").join(", ");
  };

  const nameAll = figure => {
    const words = figure.querySelector(".unrolled-words");
    if (!words) return;
    const region = words.parentElement, title = words.dataset.title;
    region.id ||= `unrolled-${Math.random().toString(36).slice(2)}`;
    // The words are put in anew each time; a reader follows changes inside an element that stays.
    set(region, "aria-live", "polite");
    set(figure, "role", "group");
    set(figure, "aria-label", title);
    const [picture, above] = figure.querySelectorAll(".jupyter-matplotlib canvas");
    set(picture, "role", "img");
    set(picture, "aria-label", title);
    set(picture, "aria-describedby", region.id);
    set(above, "aria-hidden", "true");
    for (const slider of figure.querySelectorAll(".widget-slider")) {
      const handle = slider.querySelector(".noUi-handle"), readout = slider.querySelector(".widget-readout");
      set(handle, "aria-label", nameOf(slider));
      set(handle, "aria-valuetext", readout?.textContent);  // not 2.0999999999999996, and no exponent of a log slider
      if (readout?.isContentEditable) {
        set(readout, "role", "textbox");
        set(readout, "aria-label", `${nameOf(slider)}: type a value`);
      }
    }
    for (const choice of figure.querySelectorAll(".widget-dropdown")) {
      set(choice.querySelector("select"), "aria-label", nameOf(choice));
    }
    for (const button of figure.querySelectorAll(".widget-toggle-buttons button")) {
      set(button, "aria-pressed", String(button.classList.contains("mod-active")));
    }
    for (const icon of figure.querySelectorAll(".widget-play button i")) {
      set(icon.parentElement, "aria-label", PLAY[[...icon.classList].find(name => name in PLAY)]);
    }
  };

  // Arrow keys and letters in a list choose from it; JupyterLab would take them for its own (next cell, new cell ...).
  const keepKeys = event => {
    const plain = !(event.ctrlKey || event.metaKey || event.altKey);
    const ours = event.key.startsWith("Arrow") || event.key.length === 1;
    if (plain && ours && event.target.matches?.(".unrolled-live select")) event.stopPropagation();
  };

  const activate = () => {
    let due = false;
    const look = () => {
      due = false;
      for (const figure of document.getElementsByClassName("unrolled-live")) nameAll(figure);
    };
    const seen = new MutationObserver(() => {
      if (!due) requestAnimationFrame(look);
      due = true;
    });
    const attributeFilter = ["class", "title", "aria-valuetext"];
    seen.observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter });
    window.addEventListener("keydown", keepKeys, true);
  };

  // The form in which JupyterLab asks an extension for its plugins.
  const plugin = { id: "unrolled:names", autoStart: true, activate };
  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB.unrolled = { init() {}, get: async () => () => ({ __esModule: true, default: plugin }) };
})();
