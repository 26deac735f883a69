"""Passages of our own as plans are written, with what they promise: (heading, year above, text, targets).

A target is (comparator, low, high, year, basis, from_year). None of these sentences stands in an official document.
"""

Y, C, E, A, V = "year", "cumulative", "every_year", "average_per_year", "change"

PASSAGES = [
    (
        "b) Đến năm 2030",
        2030,
        "- Tỷ lệ hộ nuôi tôm áp dụng quy trình sạch đạt trên 63,5%, trong đó vùng bãi bồi đạt 55%.",
        [(">", "63.5", None, 2030, Y, None), (">=", "55", None, 2030, Y, None)],
    ),
    (
        "2. Mục tiêu cụ thể",
        None,
        "- Đến năm 2028 có ít nhất 14 xưởng in, năm 2032 có 25 xưởng.",
        [(">=", "14", None, 2028, Y, None), (">=", "25", None, 2032, Y, None)],
    ),
    (
        "II. MỤC TIÊU",
        None,
        "Giai đoạn 2026-2030, bình quân mỗi năm mở 35 lớp, riêng năm 2026 mở 20 lớp.",
        [(">=", "35", None, 2030, A, 2026), (">=", "20", None, 2026, Y, None)],
    ),
    (
        "1. Chỉ tiêu",
        2027,
        "- Không quá 2% số lớp phải học bù; số lớp ghép giảm xuống dưới 12 lớp.",
        [("<=", "2", None, 2027, Y, None), ("<", "12", None, 2027, Y, None)],
    ),
    (
        "Đến năm 2035",
        2035,
        "+ Một nửa số thợ đóng tàu biết đọc bản vẽ số; chi phí sửa chữa giảm một nửa so với năm 2025.",
        [(">=", "50", None, 2035, Y, None), (">=", "50", None, 2035, V, None)],
    ),
    (
        "b) Mục tiêu đến năm 2030",
        2030,
        "- Số tổ dịch vụ cơ giới tăng gấp 3 lần so với năm 2024, đạt 96 tổ.",
        [(">=", "3", None, 2030, V, None), (">=", "96", None, 2030, Y, None)],
    ),
    (
        "2. Chỉ tiêu năm 2026",
        2026,
        "- Mở 1.200 lớp (trong đó: 300 lớp ở đảo, 900 lớp ở đất liền), mỗi lớp từ 25 đến 30 người.",
        [
            (">=", "1200", None, 2026, Y, None),
            (">=", "300", None, 2026, Y, None),
            (">=", "900", None, 2026, Y, None),
            ("range", "25", "30", 2026, Y, None),
        ],
    ),
    (
        "II. CHỈ TIÊU",
        None,
        "Tỷ lệ người học có việc: năm 2026 đạt 78%, năm 2027 đạt 80%, đến năm 2030 đạt trên 85%.",
        [(">=", "78", None, 2026, Y, None), (">=", "80", None, 2027, Y, None), (">", "85", None, 2030, Y, None)],
    ),
    (
        "2. Mục tiêu",
        None,
        "Từ năm 2027, mỗi năm cấp khoảng 1,5 nghìn thẻ nghề; đến năm 2030 tổng số thẻ đạt 6 nghìn.",
        [("about", "1500", None, 2030, E, 2027), (">=", "6000", None, 2030, Y, None)],
    ),
    (
        "c) Đến năm 2030",
        2030,
        "- Có từ 3 - 5 trường vào nhóm 50 trường tốt nhất cả nước.",
        [("range", "3", "5", 2030, Y, None), ("<=", "50", None, 2030, Y, None)],
    ),
    (
        "Mục tiêu cụ thể",
        2029,
        "- Thời gian trả kết quả không quá 5 ngày làm việc; tỷ lệ hồ sơ trễ hạn dưới 0,5%.",
        [("<=", "5", None, 2029, Y, None), ("<", "0.5", None, 2029, Y, None)],
    ),
    (
        "a) Đến năm 2028",
        2028,
        "- 100% xã vùng bưng có điểm đọc sách nghề, trên 80% điểm có mạng.",
        [(">=", "100", None, 2028, Y, None), (">", "80", None, 2028, Y, None)],
    ),
    (
        "b) Đến năm 2030",
        2030,
        "- Duy trì 100% trường có bếp ăn; giữ vững 12 nghề trọng điểm; nâng số nghề mới lên 18.",
        [("=", "100", None, 2030, Y, None), ("=", "12", None, 2030, Y, None), (">=", "18", None, 2030, Y, None)],
    ),
    (
        "1. Mục tiêu đến năm 2030",
        2030,
        "- Tăng tỷ lệ nữ thợ máy từ 8% năm 2024 lên 15% năm 2030, phấn đấu đạt 18%.",
        [(">=", "15", None, 2030, Y, None), (">=", "18", None, 2030, Y, None)],
    ),
    (
        "II. MỤC TIÊU",
        None,
        "Phấn đấu hằng năm có trên 90% và đến năm 2030 có 95% học viên thi lần đầu đạt yêu cầu.",
        [(">", "90", None, 2030, E, None), (">=", "95", None, 2030, Y, None)],
    ),
    (
        "b) Đến năm 2030",
        2030,
        "- Cứ mỗi xã có 01 đến 02 tổ thợ sửa máy lưu động, với 6 - 8 thợ/tổ.",
        [("range", "1", "2", 2030, Y, None), ("range", "6", "8", 2030, Y, None)],
    ),
    (
        "2. Mục tiêu cụ thể",
        2030,
        "- Hơn 3/5 số hợp tác xã thuê thợ có chứng chỉ; tối thiểu 2/5 tổ hợp tác có sổ theo dõi.",
        [(">", "60", None, 2030, Y, None), (">=", "40", None, 2030, Y, None)],
    ),
    (
        "2. Mục tiêu cụ thể",
        None,
        "Trong 3 năm (2026 - 2028) đào tạo lại 4.500 thợ dệt, bình quân 1.500 thợ/năm.",
        [(">=", "4500", None, 2028, C, 2026), (">=", "1500", None, 2028, A, 2026)],
    ),
    (
        "b) Đến năm 2030",
        2030,
        "- Tỷ lệ lao động qua đào tạo đạt từ 72 đến 75%, có chứng chỉ đạt từ 38% trở lên (hiện nay 31%).",
        [("range", "72", "75", 2030, Y, None), (">=", "38", None, 2030, Y, None)],
    ),
    (
        "Chỉ tiêu năm 2027",
        2027,
        "- Khoảng 45 nghìn lượt người xem phiên livestream, tăng 12% so với năm 2026.",
        [("about", "45000", None, 2027, Y, None), (">=", "12", None, 2027, V, None)],
    ),
    (
        "b) Đến năm 2030",
        2030,
        "- Xếp hạng năng lực nghề thuộc nhóm 10 tỉnh dẫn đầu; đứng thứ 3 trong vùng về số giải.",
        [("<=", "10", None, 2030, Y, None), ("<=", "3", None, 2030, Y, None)],
    ),
    (
        "1. Mục tiêu",
        2028,
        "- Số vụ tai nạn lao động tại xưởng giảm bình quân 10%/năm; số người chết do tai nạn còn không quá 2.",
        [(">=", "10", None, 2028, A, None), ("<=", "2", None, 2028, Y, None)],
    ),
    (
        "2. Mục tiêu đến năm 2030",
        2030,
        "- Ít nhất 40% nữ, 30% người dân tộc tham gia các lớp kỹ năng số.",
        [(">=", "40", None, 2030, Y, None), (">=", "30", None, 2030, Y, None)],
    ),
    (
        "III. CHỈ TIÊU CHỦ YẾU ĐẾN NĂM 2030",
        None,
        "1. Tuyển mới: 18.000 người. 2. Tốt nghiệp: 15.500 người.",
        [(">=", "18000", None, 2030, Y, None), (">=", "15500", None, 2030, Y, None)],
    ),
    (
        "2. Mục tiêu cụ thể",
        2030,
        "- Tỷ lệ giảng đường thông minh: 55%; phòng thí nghiệm mở: 20 phòng; máy CNC: 150 máy.",
        [(">=", "55", None, 2030, Y, None), (">=", "20", None, 2030, Y, None), (">=", "150", None, 2030, Y, None)],
    ),
    (
        "b) Giai đoạn 2031 - 2035",
        2035,
        "- Hỗ trợ 250 lượt giảng viên đi thực tế; tỷ lệ giảng viên có tay nghề bậc cao đạt 70%.",
        [(">=", "250", None, 2035, C, 2031), (">=", "70", None, 2035, Y, None)],
    ),
    (
        "II. MỤC TIÊU",
        None,
        "- Số thôn có tổ tư vấn nghề đạt 30% vào năm 2027; 60% vào năm 2030.",
        [(">=", "30", None, 2027, Y, None), (">=", "60", None, 2030, Y, None)],
    ),
    (
        "a) Đến năm 2027",
        2027,
        "- Hạn chế tỷ lệ học viên nghỉ giữa chừng ở mức dưới 4%, tỷ lệ lưu ban không vượt 1,5%.",
        [("<", "4", None, 2027, Y, None), ("<=", "1.5", None, 2027, Y, None)],
    ),
    (
        "Đến năm 2030",
        2030,
        "- Thu nhập của thợ sau 3 năm ra trường cao hơn ít nhất 20% so với lao động phổ thông.",
        [(">=", "20", None, 2030, Y, None)],
    ),
    (
        "2. Mục tiêu",
        2026,
        "- Tư vấn cho tối đa 60 người/phiên, tổng cộng không ít hơn 5.400 lượt người/năm.",
        [("<=", "60", None, 2026, Y, None), (">=", "5400", None, 2026, E, None)],
    ),
    (
        "1. Chỉ tiêu",
        None,
        "Năm 2026: 12 mô hình, năm 2027: 18 mô hình và từ 25 mô hình trở lên vào năm 2028.",
        [(">=", "12", None, 2026, Y, None), (">=", "18", None, 2027, Y, None), (">=", "25", None, 2028, Y, None)],
    ),
    (
        "b) Đến năm 2030",
        2030,
        "- Chuyển đổi nghề cho gần 8.000 lao động mỏ, trong đó nữ khoảng 2.600, người trên 40 tuổi 1.900.",
        [
            ("about", "8000", None, 2030, Y, None),
            ("about", "2600", None, 2030, Y, None),
            ("about", "1900", None, 2030, Y, None),
        ],
    ),
    (
        "Mục tiêu đến năm 2030",
        2030,
        "- Số khóa học mở trên nền tảng số đạt tối thiểu 500 khóa với hơn 2 triệu lượt truy cập/năm.",
        [(">=", "500", None, 2030, Y, None), (">", "2000000", None, 2030, E, None)],
    ),
    (
        "2. Mục tiêu cụ thể",
        2030,
        "- Phấn đấu tỷ lệ chuyên cần bằng hoặc cao hơn 92%.",
        [(">=", "92", None, 2030, Y, None)],
    ),
    (
        "b) Đến năm 2030",
        2030,
        "- Tăng thêm 15 điểm phần trăm tỷ lệ lao động có kỹ năng xanh so với năm 2025.",
        [(">=", "15", None, 2030, V, None)],
    ),
    (
        "2. Mục tiêu cụ thể",
        2029,
        "- Từ 85% người học trở lên hài lòng; dưới 1/10 số ý kiến phản ánh phải trả lời lại.",
        [(">=", "85", None, 2029, Y, None), ("<", "10", None, 2029, Y, None)],
    ),
    (
        "II. MỤC TIÊU",
        None,
        "Đến hết ngày 31/12/2027, hoàn thành lắp đặt 24 phòng mô phỏng tại 8 trường.",
        [(">=", "24", None, 2027, Y, None), (">=", "8", None, 2027, Y, None)],
    ),
    (
        "b) Đến năm 2030",
        2030,
        "- Tỷ trọng: cao đẳng chiếm 18%, trung cấp 27%, sơ cấp 55%.",
        [(">=", "18", None, 2030, Y, None), (">=", "27", None, 2030, Y, None), (">=", "55", None, 2030, Y, None)],
    ),
]

NOTHING = [
    ("II. TÌNH HÌNH THỰC HIỆN", None, "Năm 2025 toàn huyện mở được 64 lớp, có 1.920 người học, đạt 96% kế hoạch năm."),
    ("I. BỐI CẢNH", None, "Khu vực có 12 khu công nghiệp với trên 85.000 lao động, trong đó 70% từ nơi khác đến."),
    ("IV. GIẢI PHÁP", None, "Mỗi lớp bố trí 02 giáo viên, ít nhất 70% thời lượng học tại xưởng."),
    ("III. NHIỆM VỤ", None, "Hỗ trợ 100% học phí cho người học thuộc hộ nghèo theo Quyết định số 46/2015/QĐ-TTg."),
    ("V. KINH PHÍ THỰC HIỆN", None, "Dự kiến 25.400 triệu đồng, trong đó ngân sách trung ương 60%, địa phương 40%."),
    ("Căn cứ", None, "Căn cứ Nghị quyết số 29-NQ/TW ngày 04/11/2013 của Hội nghị Trung ương 8 khóa XI;"),
    (
        "II. KẾT QUẢ ĐẠT ĐƯỢC",
        None,
        "Sau 5 năm, tỷ lệ lao động qua đào tạo tăng từ 55% lên 64%, vượt mục tiêu đề ra 1%.",
    ),
    ("III. ĐỐI TƯỢNG", None, "Người từ đủ 15 tuổi trở lên, có trình độ từ lớp 9/12, cư trú ít nhất 12 tháng."),
    (
        "IV. NHIỆM VỤ VÀ GIẢI PHÁP",
        None,
        "Triển khai chương trình Công nghiệp 4.0 theo tiêu chuẩn ISO 9001 tại các trường.",
    ),
    ("1. Hạn chế, nguyên nhân", None, "Mới có 18/45 xã tổ chức lớp; tỷ lệ bỏ học còn 7,5%."),
]

DEADLINES = [
    (
        "V. CHẾ ĐỘ BÁO CÁO",
        "Các xã, phường báo cáo kết quả định kỳ hằng năm về Sở trước ngày 20 tháng 11.",
        ("year", {"20/11"}, True, 0),
    ),
    (
        "VI. TỔ CHỨC THỰC HIỆN",
        "Định kỳ hằng quý (trước ngày 15 của tháng cuối quý) gửi báo cáo về Phòng để tổng hợp.",
        ("quarter", {"15"}, True, 0),
    ),
    (
        "V. BÁO CÁO",
        "Báo cáo 6 tháng gửi chậm nhất ngày 15/6; báo cáo năm gửi chậm nhất ngày 15 tháng 01 năm sau.",
        ("half-year", {"15/6", "15/01"}, False, 1),
    ),
    (
        "V. BÁO CÁO",
        "Trước ngày 31/3/2027, các trường hoàn thành rà soát và báo cáo danh mục thiết bị.",
        ("once", {"31/3/2027"}, True, 0),
    ),
    (
        "V. CHẾ ĐỘ BÁO CÁO",
        "Hằng tháng, trước ngày 25, cơ sở đào tạo cập nhật số liệu tuyển sinh.",
        ("month", {"25"}, True, 0),
    ),
    (
        "IV. TỔ CHỨC THỰC HIỆN",
        "Số liệu tính từ 15/12 năm trước đến 14/12 của năm báo cáo, gửi về Sở không muộn hơn ngày 20/12.",
        ("year", {"20/12"}, False, 0),
    ),
    (
        "V. CHẾ ĐỘ BÁO CÁO",
        "Báo cáo quý I, II, III gửi trước ngày 05 tháng đầu quý sau, báo cáo năm gửi trước ngày 05/01 năm sau.",
        ("quarter", {"05", "05/01"}, True, 1),
    ),
    ("V. CHẾ ĐỘ BÁO CÁO", "Hạn nộp: ngày 29/02 hằng năm.", ("year", {"29/02"}, False, 0)),
]

DUTIES = [
    (
        "1. Sở Y tế",
        "- Chủ trì, phối hợp với Bảo hiểm xã hội tỉnh và các bệnh viện khám sức khỏe cho người học.",
        ["Sở Y tế"],
        None,
    ),
    (
        "V. TỔ CHỨC THỰC HIỆN",
        "Sở Tư pháp phối hợp với Hội Luật gia tỉnh phổ biến pháp luật lao động cho người học.",
        ["Sở Tư pháp"],
        ["Hội Luật gia tỉnh"],
    ),
    (
        "3. Hội Liên hiệp Phụ nữ tỉnh; Tỉnh đoàn",
        "- Vận động hội viên, đoàn viên tham gia học nghề.",
        ["Hội Liên hiệp Phụ nữ tỉnh", "Tỉnh đoàn"],
        [],
    ),
    (
        "V. TỔ CHỨC THỰC HIỆN",
        "Giao Sở Khoa học và Công nghệ chủ trì, phối hợp với Sở Công Thương, Đại học Bình Lâm nghiên cứu máy gặt.",
        ["Sở Khoa học và Công nghệ"],
        ["Sở Công Thương", "Đại học Bình Lâm"],
    ),
    (
        "5. UBND các xã, phường, đặc khu",
        "- Bố trí quỹ đất; báo cáo Sở Nội vụ theo quy định.",
        ["UBND các xã, phường, đặc khu"],
        [],
    ),
    (
        "6. Ban Quản lý Khu kinh tế tỉnh",
        "- Cung cấp nhu cầu lao động cho Sở Nội vụ; phối hợp với các doanh nghiệp tiếp nhận thực tập.",
        ["Ban Quản lý Khu kinh tế tỉnh"],
        ["các doanh nghiệp"],
    ),
    (
        "V. TỔ CHỨC THỰC HIỆN",
        "Việc thẩm định giá do Sở Tài chính chủ trì, phối hợp với Sở Xây dựng thực hiện.",
        ["Sở Tài chính"],
        ["Sở Xây dựng"],
    ),
    (
        "V. TỔ CHỨC THỰC HIỆN",
        "Đề nghị Liên đoàn Lao động tỉnh và Hội Doanh nhân trẻ tỉnh tổ chức hội thi.",
        ["Liên đoàn Lao động tỉnh", "Hội Doanh nhân trẻ tỉnh"],
        [],
    ),
    ("V. TỔ CHỨC THỰC HIỆN", "Hằng năm, Sở Nội vụ tổng hợp nhu cầu, gửi Sở Giáo dục và Đào tạo.", ["Sở Nội vụ"], []),
    (
        "4. Báo và Phát thanh, Truyền hình tỉnh, Cổng Thông tin điện tử tỉnh",
        "- Mở chuyên mục về nghề.",
        ["Báo và Phát thanh, Truyền hình tỉnh", "Cổng Thông tin điện tử tỉnh"],
        [],
    ),
]
