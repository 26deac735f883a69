"""Words of the administration that the reader knows: kinds of bodies, names that are the same everywhere, verbs.

Fields of the provincial departments: Nghị định 45/2025/NĐ-CP, and Nghị định 24/2014/NĐ-CP for plans from before it.
"""


def listed_words(text: str) -> tuple[str, ...]:
    """The entries of a list written with bars between them, over as many lines as it takes."""
    return tuple(" ".join(entry.split()) for entry in text.split("|") if entry.strip())


TYPE_WORDS = listed_words(
    """
    Sở | Ban | Bộ | Hội | Hiệp hội | Liên đoàn | Liên minh | Liên hiệp | Đoàn | Tỉnh đoàn | Thành đoàn | Tỉnh Đoàn |
    Thành Đoàn | Ủy ban | Uỷ ban | UBND | HĐND | UBMTTQ | Mặt trận | Hội đồng | Công an | Bộ Chỉ huy | Bộ Tư lệnh |
    Báo | Đài | Trường | Trung tâm | Ngân hàng | Cục | Chi cục | Thống kê | Thuế | Hải quan | Văn phòng | Thanh tra
    | Bảo hiểm | Kho bạc | Viện | Quỹ | Tòa án | Toà án | Viện kiểm sát | Đảng đoàn | Đảng ủy | Tỉnh ủy | Thành ủy |
    Phòng | Công ty | Tổng công ty | Câu lạc bộ | Học viện | Đại học | Hợp tác xã | Tổ | Chủ tịch | Cổng | Bưu điện
    | Điện lực
    """
)
DEPARTMENTS = listed_words(
    """
    Nội vụ | Tài chính | Công Thương | Nông nghiệp và Môi trường | Nông nghiệp và Phát triển nông thôn | Xây dựng |
    Khoa học và Công nghệ | Văn hóa, Thể thao và Du lịch | Văn hóa và Thể thao | Văn hóa, Thể thao | Giáo dục và Đào
    tạo | Y tế | Tư pháp | Dân tộc và Tôn giáo | Ngoại vụ | Du lịch | Kế hoạch và Đầu tư | Lao động - Thương binh và
    Xã hội | Lao động, Thương binh và Xã hội | Thông tin và Truyền thông | Tài nguyên và Môi trường | Giao thông vận
    tải | Giao thông Vận tải | Quy hoạch - Kiến trúc | An toàn thực phẩm | GDĐT | GD&ĐT | LĐTBXH | LĐ-TB&XH | KH&ĐT
    | KHĐT | NN&MT | NNMT | NN&PTNT | KH&CN | KHCN | TT&TT | TTTT | VHTTDL | VH,TT&DL | VHTT | GTVT | TN&MT | DTTG
    """
)
OTHER_BODIES = listed_words(
    """
    Ủy ban Mặt trận Tổ quốc Việt Nam | Mặt trận Tổ quốc Việt Nam | Mặt trận Tổ quốc | Liên đoàn Lao động | Hội Nông
    dân | Hội Liên hiệp Phụ nữ | Hội Phụ nữ | Hội Cựu chiến binh | Đoàn Thanh niên Cộng sản Hồ Chí Minh | Đoàn TNCS
    Hồ Chí Minh | Đoàn Thanh niên | Hội Khuyến học | Hội Người khuyết tật | Hội Người mù | Hội Doanh nhân trẻ | Hội
    Chữ thập đỏ | Hội Người cao tuổi | Hội Doanh nghiệp nhỏ và vừa | Hội Bảo trợ người khuyết tật và trẻ mồ côi |
    Hiệp hội Doanh nghiệp | Hiệp hội Doanh nghiệp nhỏ và vừa | Hiệp hội Du lịch | Liên minh Hợp tác xã | Liên hiệp
    các hội Khoa học và Kỹ thuật | Công an tỉnh | Công an thành phố | Công an Thành phố | Bộ Chỉ huy Quân sự | Bộ
    Chỉ huy quân sự | Bộ Chỉ huy Bộ đội Biên phòng | Bộ Tư lệnh | Tỉnh đoàn | Tỉnh Đoàn | Ngân hàng Chính sách xã
    hội | Ngân hàng Nhà nước | Ngân hàng Nhà nước Việt Nam | Bảo hiểm xã hội | Bảo hiểm xã hội Việt Nam | Kho bạc
    Nhà nước | Cục Thống kê | Chi cục Thống kê | Thống kê tỉnh | Thống kê thành phố | Thuế tỉnh | Thuế thành phố |
    Báo và Phát thanh, Truyền hình | Báo và Phát thanh - Truyền hình | Báo và Đài Phát thanh, Truyền hình | Báo và
    Đài Phát thanh - Truyền hình | Đài Phát thanh và Truyền hình | Đài Phát thanh - Truyền hình | Ban Quản lý các
    khu công nghiệp | Ban Quản lý các Khu công nghiệp | Ban Quản lý các khu công nghiệp và chế xuất | Ban Quản lý
    các Khu công nghiệp và Khu chế xuất | Ban Quản lý Khu công nghiệp và chế xuất | Ban Quản lý các khu kinh tế |
    Ban Quản lý Khu kinh tế | Ban Quản lý khu kinh tế | Ban Dân tộc | Ban Tuyên giáo và Dân vận Tỉnh ủy | Ban Tuyên
    giáo Tỉnh ủy | Ban Tổ chức Tỉnh ủy | Ban Thường vụ Tỉnh ủy | Ban cán sự đảng Ủy ban nhân dân | Ban cán sự đảng
    UBND | Đảng đoàn Hội đồng nhân dân | Văn phòng Ủy ban nhân dân | Văn phòng UBND | Thanh tra tỉnh | Thanh tra
    Thành phố | Ủy ban nhân dân tỉnh | Ủy ban nhân dân thành phố | Ủy ban nhân dân Thành phố | UBND tỉnh | UBND
    thành phố | UBND Thành phố | Hội đồng nhân dân tỉnh | HĐND tỉnh | HĐND Thành phố | Trung tâm Dịch vụ việc làm |
    Trung tâm Giới thiệu việc làm
    """
)
KNOWN_NAMES = (*(f"Sở {field}" for field in DEPARTMENTS), *OTHER_BODIES)
# Words that a name of a body does not hold in small letters, and that begin what it does.
VERBS = listed_words(
    """
    chủ trì | chủ động | phối hợp | xây dựng | tổ chức | hướng dẫn | kiểm tra | đôn đốc | theo dõi | tham mưu |
    tuyên truyền | vận động | rà soát | khảo sát | đề xuất | bố trí | cân đối | thẩm định | thẩm tra | ban hành |
    triển khai | thực hiện | tăng cường | đẩy mạnh | lồng ghép | nghiên cứu | cung cấp | cập nhật | tổng hợp | báo
    cáo | giám sát | phản biện | hỗ trợ | tạo điều kiện | khuyến khích | huy động | quản lý | quyết toán | thanh
    toán | mở | dạy | đào tạo | bồi dưỡng | tư vấn | giới thiệu | kết nối | liên kết | hợp tác | ký kết | ký | lập |
    biên soạn | in | phát hành | phát động | phát hiện | phát triển | phổ biến | quán triệt | công bố | công khai |
    tiếp nhận | tiếp tục | tham gia | tập trung | chỉ đạo | chịu trách nhiệm | có trách nhiệm | có nhiệm vụ | có văn
    bản | được giao | được | phải | cần | cử | giao | gửi | nộp | trình | dựng | làm | giúp | giữ | thu hút | thu
    thập | thống nhất | thường xuyên | định kỳ | hằng năm | hàng năm | hằng quý | hằng tháng | kịp thời | khẩn
    trương | nâng cao | nâng | đổi mới | đa dạng | đặt hàng | đăng ký | đánh giá | đầu tư | đưa | đón | đào | điều
    tra | điều chỉnh | điều phối | xác định | xác nhận | xét | xử lý | cấp | chi | chia sẻ | chăm lo | chọn | chuẩn
    bị | chuyển | chuyển giao | căn cứ | trên cơ sở | trong | theo | tại | về | với | để | khi | cho | từ | cùng |
    gồm | là | đã | sẽ | do | trên | thuộc | đối với | nhằm | qua | bằng | như | có | hoàn thành | hoàn thiện | hình
    thành | bảo đảm | đảm bảo | duy trì | vận hành | kiến nghị | khen thưởng | tôn vinh | tặng | thi | thanh tra |
    thí điểm | thử nghiệm | thành lập | thông báo | thông tin | ưu tiên | ứng dụng | rút | sắp xếp | sơ kết | tổng
    kết | sử dụng | tích cực | tìm | trao | tuyển | yêu cầu | cụ thể hóa | dự báo | giải quyết | kêu gọi | khai thác
    | lấy | mời | nêu | ra | số hóa | tháo gỡ | truyền | đôn | đề nghị | bám sát | bàn giao
    """
)
# Nouns of classes of bodies, as patterns; the longer before the shorter.
# "trường cao đẳng, trung cấp": the second kind of school goes without its noun.
SCHOOL_LEVEL = (
    r"(?:cao\s+đẳng|trung\s+cấp|đại\s+học|trung\s+học\s+(?:nghề|phổ\s+thông|cơ\s+sở)|nghề|phổ\s+thông|chuyên\s+nghiệp)"
)
CLASS_NOUNS = (
    r"sở,\s*ban,\s*ngành",
    r"sở,\s*ngành",
    r"sở",
    r"ban",
    r"ngành",
    r"đoàn\s+thể",
    r"cơ\s+quan\s+(?:báo\s+chí|truyền\s+thông|chuyên\s+môn|thông\s+tin|quản\s+lý)",
    r"cơ\s+quan",
    r"đơn\s+vị",
    r"địa\s+phương",
    r"xã",
    r"phường",
    r"thị\s+trấn",
    r"quận",
    r"huyện",
    r"thị\s+xã",
    r"thành\s+phố",
    r"đặc\s+khu",
    rf"trường\s+{SCHOOL_LEVEL}(?:\s*(?:,|và|hoặc)\s*{SCHOOL_LEVEL}(?![^\W\d]))*",
    r"trường",
    r"cơ\s+sở\s+(?:hoạt\s+động\s+)?(?:giáo\s+dục\s+(?:nghề\s+nghiệp|đại\s+học|phổ\s+thông|"
    r"bậc\s+\w+\s+\w+\s+\w+\s+\w+)|đào\s+tạo(?:\s+nghề)?|dạy\s+nghề|sản\s+xuất)",
    r"cơ\s+sở",
    r"trung\s+tâm(?:\s+(?:giáo\s+dục\s+(?:nghề\s+nghiệp|"
    r"thường\s+xuyên)(?:\s*-\s*giáo\s+dục\s+thường\s+xuyên)?|dịch\s+vụ\s+việc\s+làm|học\s+tập\s+cộng\s+đồng))?",
    r"tổ\s+chức\s+(?:chính\s+trị\s*-\s*xã\s+hội(?:\s*-\s*nghề\s+nghiệp)?|chính\s+trị\s+xã\s+hội|"
    r"thành\s+viên|hội|xã\s+hội|đoàn\s+thể)",
    r"tổ\s+chức",
    r"hiệp\s+hội(?:\s+(?:doanh\s+nghiệp|ngành\s+nghề|nghề\s+nghiệp))?",
    r"hội(?:,\s*đoàn\s+thể|\s+quần\s+chúng|\s+nghề\s+nghiệp)?",
    r"doanh\s+nghiệp",
    r"phòng(?:\s+(?:chuyên\s+môn|ban))?",
    r"cấp\s+ủy(?:,\s*(?:tổ\s+chức\s+đảng|chính\s+quyền))?",
    r"chính\s+quyền",
    r"chủ\s+đầu\s+tư",
    r"hợp\s+tác\s+xã",
    r"làng\s+nghề",
    r"cụm\s+công\s+nghiệp",
)
