"""The people of the demo, with realistic names in their original scripts."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PersonSketch:
    """A person's name and username."""

    first_name: str
    last_name: str
    username: str

    @property
    def email(self) -> str:
        """An address in a domain that is reserved for examples (RFC 2606)."""
        return f"{self.username}@meridian.example"


def _sketches(table: str) -> tuple[PersonSketch, ...]:
    """Parse one person per line: first name, last name, username, separated by commas."""
    return tuple(
        PersonSketch(*(cell.strip() for cell in line.split(","))) for line in table.strip().splitlines()
    )


ADMINS = _sketches("""
    Amélie, Fournier, admin
    Kwame, Boateng, kwame.boateng
""")

TRAINERS = _sketches("""
    Inês, Almeida, ines.almeida
    Siobhán, O’Brien, siobhan.obrien
    Ελένη, Παπαδοπούλου, eleni.papadopoulou
    Wanjikũ, Kamau, wanjiku.kamau
    प्रिया, शर्मा, priya.sharma
    健太, 佐藤, kenta.sato
    João, Conceição, joao.conceicao
    Michelle, Nguyễn-Carter, michelle.nguyen
""")

TRAINEES = _sketches("""
    Zoë, Lindqvist, zoe.lindqvist
    Łukasz, Wiśniewski, lukasz.wisniewski
    Νίκος, Γεωργίου, nikos.georgiou
    Мария, Соколова, maria.sokolova
    美咲, 田中, misaki.tanaka
    ليلى, حداد, layla.haddad
    נועה, כהן, noa.cohen
    अर्जुन, पटेल, arjun.patel
    Şebnem, Yıldırım, sebnem.yildirim
    Đặng, Minh Khôi, minhkhoi.dang
    李, 娜, li.na
    김, 민준, minjun.kim
    Guðrún, Jónsdóttir, gudrun.jonsdottir
    Chukwuemeka, Okafor, emeka.okafor
    สมชาย, ใจดี, somchai.jaidee
    Željko, Marković, zeljko.markovic
    Anaïs, Lefèvre, anais.lefevre
    Søren, Kjærgaard, soeren.kjaergaard
    Κατερίνα, Δημητρίου, katerina.dimitriou
    Дмитро, Шевченко, dmytro.shevchenko
    蓮, 鈴木, ren.suzuki
    يوسف, المصري, youssef.elmasry
    יונתן, לוי, yonatan.levi
    मीरा, अय्यर, meera.iyer
    Emre, Öztürk, emre.ozturk
    Thị Hương, Trần, huong.tran
    王, 伟, wang.wei
    서연, 이, seoyeon.lee
    Björk, Sigurðardóttir, bjork.sigurdardottir
    Thandiwe, Nkosi, thandiwe.nkosi
    নুসরাত, জাহান, nusrat.jahan
    Jiří, Dvořák, jiri.dvorak
    François, D’Angelo, francois.dangelo
    Ørjan, Ødegård, orjan.odegard
    Σπύρος, Αντωνίου, spyros.antoniou
    Анна, Кузнецова, anna.kuznetsova
    結衣, 高橋, yui.takahashi
    فاطمة, الزهراء, fatima.zahra
    תמר, מזרחי, tamar.mizrahi
    रोहन, देशमुख, rohan.deshmukh
    Ayşe, Çelik, ayse.celik
    Văn Đức, Phạm, duc.pham
    张, 敏, zhang.min
    지우, 박, jiwoo.park
    Kai, ʻŌpūnui, kai.opunui
    Adaeze, Nwosu, adaeze.nwosu
    முருகன், செல்வம், murugan.selvam
    Ágnes, Szabó, agnes.szabo
    José Ángel, Muñoz, joseangel.munoz
    Márta, Kovács, marta.kovacs
    Αλέξανδρος, Νικολάου, alexandros.nikolaou
    Олексій, Коваленко, oleksii.kovalenko
    陽翔, 渡辺, haruto.watanabe
    عمر, بن علي, omar.benali
    איתי, פרידמן, itai.friedman
    अनन्या, सिंह, ananya.singh
    Çağla, Aydın, cagla.aydin
    Ngọc Ánh, Lê, ngocanh.le
    刘, 洋, liu.yang
    하은, 최, haeun.choi
    Manaia, Te Whata, manaia.tewhata
    Folasadé, Adéyẹmí, folasade.adeyemi
    ნინო, ბერიძე, nino.beridze
    Ştefan, Ionescu, stefan.ionescu
    Maëlys, Rousseau, maelys.rousseau
    Håkon, Bråten, hakon.braten
    Ιωάννα, Βασιλείου, ioanna.vasileiou
    Екатерина, Волкова, ekaterina.volkova
    さくら, 伊藤, sakura.ito
    خالد, العتيبي, khalid.alotaibi
    שירה, אברהם, shira.avraham
    विक्रम, राठौड़, vikram.rathore
    Mustafa, Koç, mustafa.koc
    Bảo Trâm, Vũ, baotram.vu
    陈, 静, chen.jing
    도윤, 정, doyun.jung
    Aroha, Ngata, aroha.ngata
    Abebech, Tesfaye, abebech.tesfaye
    Արամ, Պետրոսյան, aram.petrosyan
    Rūta, Žukauskaitė, ruta.zukauskaite
    Íñigo, Etxeberria, inigo.etxeberria
    Mikkel, Thorvaldsen, mikkel.thorvaldsen
    Δέσποινα, Ιωάννου, despina.ioannou
    Иван, Петров, ivan.petrov
    大和, 山本, yamato.yamamoto
    نور, الخطيب, nour.alkhatib
    עידו, שפירא, ido.shapira
    कविता, जोशी, kavita.joshi
    Elif, Şahin, elif.sahin
    Quốc Anh, Hoàng, quocanh.hoang
    杨, 帆, yang.fan
    수아, 강, sua.kang
    Sina, Faʻasavalu, sina.faasavalu
    Kofi, Asante-Mensah, kofi.asante
    សុភា, ចាន់, sophea.chan
    Mārtiņš, Bērziņš, martins.berzins
    Núria, Puigdemont, nuria.puigdemont
    Ásta, Þorsteinsdóttir, asta.thorsteinsdottir
    Γιώργος, Καραγιάννης, giorgos.karagiannis
    Наталія, Бондаренко, nataliia.bondarenko
    葵, 中村, aoi.nakamura
    زينب, رضایی, zeinab.rezaei
    מאיה, גולדברג, maya.goldberg
    साहिल, खान, sahil.khan
    Gökhan, Arslan, gokhan.arslan
    Thu Thảo, Bùi, thuthao.bui
    赵, 鑫, zhao.xin
    예준, 윤, yejun.yoon
    Leilani, Kealoha, leilani.kealoha
    Nosipho, Dlamini, nosipho.dlamini
    ተስፋዬ, አበበ, tesfaye.abebe
    Kristýna, Říhová, kristyna.rihova
    Iñaki, Aguirre Sáenz, inaki.aguirre
    Mary-Jane, Fitzgerald, maryjane.fitzgerald
    Χρήστος, Αναγνώστου, christos.anagnostou
    Богдан, Ткаченко, богдан.ткаченко
    颯太, 小林, 小林颯太
    مريم, الهاشمي, mariam.alhashimi
    דניאל, ביטון, daniel.biton
    Élodie, Gagné, élodie.gagné
""")
