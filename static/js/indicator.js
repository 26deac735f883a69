/* The interactive chart of an indicator: loaded when asked for, after the page is readable. */
"use strict";

(function () {
  var button = document.getElementById("mo-bieu-do");
  var place = document.getElementById("bieu-do");
  var source = document.getElementById("bieu-do-so-lieu");
  if (!button || !place || !source) return;

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

  function draw() {
    var figure = JSON.parse(source.textContent);
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
      .then(draw)
      .then(function () { button.hidden = true; })
      .catch(function () {
        button.disabled = false;
        place.textContent = "Chưa tải được biểu đồ. Hình và bảng ở trên vẫn đủ số liệu; bấm lại để thử lần nữa.";
      });
  });
})();
