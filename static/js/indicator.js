/* The interactive chart of an indicator: loaded when asked for, after the page is readable. */
"use strict";

(function () {
  var button = document.getElementById("open-chart");
  var place = document.getElementById("chart");
  if (!button || !place) return;

  var vietnamese = {
    moduleType: "locale",
    name: "vi",
    dictionary: {
      "Zoom": "Phóng to vùng chọn",
      "Pan": "Kéo",
      "Zoom in": "Phóng to",
      "Zoom out": "Thu nhỏ",
      "Reset axes": "Về khung ban đầu",
      "Autoscale": "Vừa khung",
      "Download plot as a PNG": "Tải ảnh",
      "Double-click to zoom back out": "Bấm đúp để về khung ban đầu",
      "Click to enter Plot title": ""
    },
    format: {
      days: ["Chủ nhật", "thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy"],
      shortDays: ["CN", "T2", "T3", "T4", "T5", "T6", "T7"],
      months: ["tháng 1", "tháng 2", "tháng 3", "tháng 4", "tháng 5", "tháng 6", "tháng 7", "tháng 8", "tháng 9", "tháng 10", "tháng 11", "tháng 12"],
      shortMonths: ["Th1", "Th2", "Th3", "Th4", "Th5", "Th6", "Th7", "Th8", "Th9", "Th10", "Th11", "Th12"],
      date: "%d/%m/%Y",
      decimal: ",",
      thousands: "."
    }
  };

  function load(tag, attributes) {
    return new Promise(function (resolve, reject) {
      var element = document.createElement(tag);
      Object.keys(attributes).forEach(function (name) { element.setAttribute(name, attributes[name]); });
      element.addEventListener("load", resolve);
      element.addEventListener("error", reject);
      document.head.appendChild(element);
    });
  }

  function fetched(address) {
    return fetch(address, { credentials: "same-origin" }).then(function (answer) {
      if (!answer.ok) throw new Error(answer.status);
      return answer.json();
    });
  }

  function draw(figure) {
    window.Plotly.register(vietnamese);
    place.hidden = false;
    place.textContent = "";
    return window.Plotly.newPlot(place, figure.data, figure.layout, {
      locale: "vi",
      responsive: true,
      displaylogo: false,
      displayModeBar: true,
      modeBarButtons: [["zoom2d", "pan2d", "zoomIn2d", "zoomOut2d", "resetScale2d"]]
    });
  }

  button.hidden = false;
  button.addEventListener("click", function () {
    button.disabled = true;
    place.hidden = false;
    place.textContent = "Đang tải biểu đồ…";
    load("link", { rel: "stylesheet", id: "plotly.js-style-global", href: button.dataset.style })
      .then(function () { return load("script", { src: button.dataset.script }); })
      .then(function () { return fetched(button.dataset.figure); })
      .then(draw)
      .then(function () { button.hidden = true; })
      .catch(function () {
        button.disabled = false;
        place.textContent = "Chưa tải được biểu đồ. Hình và bảng ở trên vẫn đủ số liệu; bấm lại để thử lần nữa.";
      });
  });
})();

/* The ladder as a picture: the server's own drawing with its looks written into it, painted on a canvas. */
(function () {
  var button = document.getElementById("save-picture");
  var drawing = document.querySelector("svg.ladder.wide-only");
  var legend = document.querySelector("#ladder")?.closest("section").querySelector(".legend");
  if (!button || !drawing || !window.HTMLCanvasElement) return;

  var WIDTH = 1000, SCALE = 2, EDGE = 24, TITLE = 56, LEGEND = 30, NOTE = 30;
  var FONT = '"Noto Sans", "Segoe UI", Arial, sans-serif';
  var LOOKS = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-opacity",
    "opacity", "font-size", "font-weight", "text-anchor", "paint-order", "display", "visibility"];

  /* A picture knows no stylesheet: what the page's one says of each mark becomes an attribute of it. */
  function standalone(original, width, height) {
    var copy = original.cloneNode(true);
    var from = [original].concat(Array.from(original.querySelectorAll("*")));
    var to = [copy].concat(Array.from(copy.querySelectorAll("*")));
    from.forEach(function (element, index) {
      var looks = getComputedStyle(element);
      LOOKS.forEach(function (name) {
        var value = looks.getPropertyValue(name);
        if (value && !(index === 0 && name === "display")) to[index].setAttribute(name, value);
      });
    });
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    copy.setAttribute("width", width);
    copy.setAttribute("height", height);
    copy.setAttribute("font-family", FONT);
    copy.setAttribute("overflow", "visible");
    return copy;
  }

  function painted(svg) {
    return new Promise(function (resolve, reject) {
      var image = new Image();
      image.addEventListener("load", function () { resolve(image); });
      image.addEventListener("error", reject);
      image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(new XMLSerializer().serializeToString(svg));
    });
  }

  function legendEntries() {
    return Array.from(legend ? legend.querySelectorAll("li") : []).map(function (entry) {
      var mark = entry.querySelector("svg");
      var width = Number(mark.getAttribute("width"));
      return painted(standalone(mark, width, 16)).then(function (image) {
        return { image: image, width: width, words: entry.textContent.trim() };
      });
    });
  }

  function paint(chart, entries, height) {
    var canvas = document.createElement("canvas");
    var context = canvas.getContext("2d");
    var rows = place(context, entries);
    var total = TITLE + height + (rows.length ? rows[rows.length - 1].y + LEGEND : 0) + NOTE + EDGE;
    canvas.width = (WIDTH + 2 * EDGE) * SCALE;
    canvas.height = total * SCALE;
    context.scale(SCALE, SCALE);
    context.fillStyle = "#FFFFFF";
    context.fillRect(0, 0, WIDTH + 2 * EDGE, total);
    context.fillStyle = "#17212B";
    context.font = "700 17px " + FONT;
    context.fillText(button.dataset.title, EDGE, 34, WIDTH);
    context.drawImage(chart, EDGE, TITLE, WIDTH, height);
    context.font = "13px " + FONT;
    rows.forEach(function (row) {
      var y = TITLE + height + 8 + row.y;
      context.drawImage(row.image, EDGE + row.x, y, row.width, 16);
      context.fillText(row.words, EDGE + row.x + row.width + 6, y + 13);
    });
    context.fillStyle = "#5C6874";
    context.fillText(button.dataset.note, EDGE, total - EDGE + 4, WIDTH);
    return canvas;
  }

  /* The legend's entries one after the other, in as many lines as they need. */
  function place(context, entries) {
    var x = 0, y = 0;
    context.font = "13px " + FONT;
    return entries.map(function (entry) {
      var room = entry.width + 6 + context.measureText(entry.words).width;
      if (x && x + room > WIDTH) { x = 0; y += 24; }
      var placed = { image: entry.image, width: entry.width, words: entry.words, x: x, y: y };
      x += room + 24;
      return placed;
    });
  }

  function save(canvas) {
    return new Promise(function (resolve) { canvas.toBlob(resolve, "image/png"); }).then(function (blob) {
      var link = document.createElement("a");
      link.href = URL.createObjectURL(blob);
      link.download = button.dataset.name;
      link.click();
      URL.revokeObjectURL(link.href);
    });
  }

  button.hidden = false;
  button.addEventListener("click", function () {
    var height = Number(drawing.getAttribute("height")) || 400;
    var failed = document.getElementById("save-picture-error");
    button.disabled = true;
    failed.textContent = "";
    Promise.all([painted(standalone(drawing, WIDTH, height)), Promise.all(legendEntries())])
      .then(function (made) { return save(paint(made[0], made[1], height)); })
      .catch(function () { failed.textContent = "Trình duyệt này chưa vẽ được ảnh. Chụp màn hình hình ở trên cũng đủ."; })
      .then(function () { button.disabled = false; });
  });
})();
